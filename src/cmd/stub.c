#include "cmd/command.h"
static enum exit_code r(const struct parsed *p, struct session *s){(void)p;(void)s;return 0;}
static const struct argument A[]={{0}}; static const struct option O[]={{0}}; static const struct example X[]={{0}};
#define C(N,n) extern const struct command N; const struct command N={n,"x","x",A,O,X,r};
C(PRICES_LIST,"prices list") C(PRICES_SHOW,"prices show") C(PRICES_CHECK,"prices check")
C(INIT,"init") C(VALIDATE,"validate") C(SCHEMA,"schema")
