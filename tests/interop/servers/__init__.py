"""servers -- one file each; this is the list, in the order in which they are tried."""
from servers.callers import Callers, CallersExim, CallersSendmail
from servers.dovecot import Dovecot
from servers.exim import Exim
from servers.judge import Judge
from servers.kerberos import Kerberos
from servers.postfix import Postfix
from servers.proxies import Proxies
from servers.recorder import Recorder
from servers.sendmail import Sendmail

ALL = (Recorder, Judge, Postfix, Callers, Kerberos, Exim, CallersExim, Sendmail, CallersSendmail, Dovecot, Proxies)
