"""What a media server does before it admits a client: redeem the token. A single-use token is valid once.

Environment: APPLIANCE_URL, CLINIC_APP_KEY. Argument: the token. Exit code 0 and the grants, or 1 and the reason.
"""
import base64
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

APPLIANCE = os.environ.get("APPLIANCE_URL", "http://127.0.0.1:8080")
APP_ID = "5f1d2c3b4a59687786950413"


def redeem(token: str) -> dict:
    credential = base64.b64encode(f"{APP_ID}:{os.environ['CLINIC_APP_KEY']}".encode()).decode()
    request = urllib.request.Request(
        f"{APPLIANCE}/v1/redeem",
        data=urllib.parse.urlencode({"token": token}).encode(),
        headers={"Authorization": f"Basic {credential}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            body = json.load(response)
    except urllib.error.HTTPError as error:
        body = json.load(error)
        return {"admitted": False, "reason": body.get("reason"), "message": body.get("message")}
    return {"admitted": True, "role": body["role"], "grants": body["grants"], "room": body["room_id"]}


if __name__ == "__main__":
    result = redeem(sys.argv[1] if len(sys.argv) > 1 else "")
    print(json.dumps(result))
    sys.exit(0 if result["admitted"] else 1)
