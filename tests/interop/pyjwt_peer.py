"""PyJWT as another judge of our tokens: [{alg, token, jwk, audience}] in; [{alg, ok, error?, claims?}] out."""

import json
import sys

import jwt


def judge(case):
    try:
        key = jwt.PyJWK(case["jwk"], algorithm=case["alg"])
        claims = jwt.decode(case["token"], key, algorithms=[case["alg"]], audience=case["audience"])
        return {"alg": case["alg"], "ok": True, "claims": claims}
    except (jwt.PyJWTError, ValueError) as error:
        return {"alg": case["alg"], "ok": False, "error": f"{type(error).__name__}: {error}"}


print(json.dumps([judge(case) for case in json.load(sys.stdin)]))
