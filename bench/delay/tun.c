/* tun.c -- the two ends of the delay line: one TUN device in each of two network namespaces.
 *
 * Knows how Linux makes a device and a namespace; knows nothing of delay or of TCP. Promise: nothing here has a name
 * outside its own namespace or outlives the process, so there is nothing to clean up, even after SIGKILL. */
#define _GNU_SOURCE
#include "tun.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEVICE "waxdelay"

static void must(int result, const char *what)
{
    if (result >= 0)
        return;
    fprintf(stderr, "delay: cannot %s: %s; the delay line needs root and the tun module\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

static struct ifreq named(const char *device)
{
    struct ifreq request = {0};
    strncpy(request.ifr_name, device, sizeof request.ifr_name - 1);
    return request;
}

static void set_address(int control, unsigned long what, const char *address)
{
    struct ifreq request = named(DEVICE);
    struct sockaddr_in in = {.sin_family = AF_INET};
    inet_pton(AF_INET, address, &in.sin_addr);
    memcpy(&request.ifr_addr, &in, sizeof in);
    must(ioctl(control, what, &request), "give the device its address");
}

static void bring_up(int control, const char *device)
{
    struct ifreq request = named(device);
    must(ioctl(control, SIOCGIFFLAGS, &request), "read the device's flags");
    request.ifr_flags |= IFF_UP;
    must(ioctl(control, SIOCSIFFLAGS, &request), "bring the device up");
}

int tun_open(const char *address)
{
    struct ifreq request = named(DEVICE);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    must(tun, "open /dev/net/tun");
    must(ioctl(tun, TUNSETIFF, &request), "make a TUN device");

    int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    must(control, "open a socket");
    set_address(control, SIOCSIFADDR, address);
    set_address(control, SIOCSIFNETMASK, "255.255.255.252");
    bring_up(control, DEVICE);
    bring_up(control, "lo");
    close(control);
    return tun;
}

void tun_leave_for_a_new_namespace(void)
{
    must(unshare(CLONE_NEWNET), "make a network namespace");
}
