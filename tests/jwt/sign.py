# Signs claims as back ends in Python do, with PyJWT. stdin: {"claims", "secret"}; stdout: the token.
import json
import sys

import jwt

asked = json.load(sys.stdin)
print(jwt.encode(asked["claims"], asked["secret"], algorithm="HS256"))
