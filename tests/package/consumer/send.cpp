// send.cpp -- one mail from C++: the objects free themselves, and a callback is a function without a name.
//
//     MAIL_PASSWORD=... send URL USER FROM TO CA-FILE
#include <wax/wax.h>

#include <cstdlib>
#include <iostream>
#include <memory>

template <auto free_it> struct Free {
    template <typename T> void operator()(T *it) const { free_it(it); }
};
using Client = std::unique_ptr<wax_client, Free<wax_client_free>>;
using Message = std::unique_ptr<wax_message, Free<wax_message_free>>;
using Report = std::unique_ptr<wax_report, Free<wax_report_free>>;
using Demand = std::unique_ptr<wax_tls, Free<wax_tls_free>>;

int main(int argc, char **argv)
{
    if (argc != 6) {
        std::cerr << "usage: MAIL_PASSWORD=... send URL USER FROM TO CA-FILE\n";
        return 64;
    }

    Demand demand{wax_tls_new()};
    Client client{wax_client_new(argv[1])};
    Message mail{wax_message_new()};
    int turns = 0;

    wax_tls_ca_file(demand.get(), argv[5]);
    wax_client_set_tls(client.get(), demand.get());
    wax_client_login(client.get(), argv[2], std::getenv("MAIL_PASSWORD"));
    wax_client_trace(client.get(), [](void *user, const wax_trace_event *e) { *static_cast<int *>(user) += e->kind == WAX_TRACE_TLS; }, &turns);
    wax_message_set(mail.get(), "From", argv[3]);
    wax_message_set(mail.get(), "To", argv[4]);
    wax_message_text(mail.get(), "Sent from C++.\n");

    wax_report *made = nullptr;
    wax_status status = wax_send(client.get(), mail.get(), &made);
    Report report{made};
    if (status != WAX_OK)
        std::cerr << "send: " << wax_client_error(client.get())->text << '\n';
    for (size_t i = 0; i < wax_report_recipients(report.get()); i++)
        std::cout << wax_report_result(report.get(), i)->address << ": " << wax_fate_name(wax_report_result(report.get(), i)->fate) << '\n';
    std::cout << "became TLS " << turns << " time(s)\n";
    return status == WAX_OK ? 0 : 1;
}
