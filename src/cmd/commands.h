/* commands.h -- the subcommands, each a main of its own: argv[0] is its name, what it returns is the exit code. */
#ifndef WAX_CMD_COMMANDS_H
#define WAX_CMD_COMMANDS_H

int send_main(int argc, char **argv);
int sink_main(int argc, char **argv);
int check_main(int argc, char **argv);
int account_main(int argc, char **argv);
int completion_main(int argc, char **argv);
int config_main(int argc, char **argv);
int explain_main(int argc, char **argv);
int sendmail_main(int argc, char **argv);      /* by that name, or as newaliases or mailq */

/* Tables of options that no other header has. */
struct command;
const struct command *check_command(void);
const struct command *config_command(void);

#endif
