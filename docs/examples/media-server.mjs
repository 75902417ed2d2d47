// What a media server does before it admits a client: redeem the token. A single-use token is valid once.
// Environment: APPLIANCE_URL, CLINIC_APP_KEY. Argument: the token. Exit code 0 and the grants, or 1 and the reason.
const { APPLIANCE_URL: appliance = 'http://127.0.0.1:8080', CLINIC_APP_KEY: key } = process.env;
const appId = '5f1d2c3b4a59687786950413';

async function redeem(token) {
  const response = await fetch(`${appliance}/v1/redeem`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${appId}:${key}`).toString('base64')}` },
    body: new URLSearchParams({ token }),
    signal: AbortSignal.timeout(5000),
  });
  const body = await response.json();
  return response.ok ? { admitted: true, role: body.role, grants: body.grants, room: body.room_id }
    : { admitted: false, reason: body.reason, message: body.message };
}

const result = await redeem(process.argv[2] ?? '');
console.log(JSON.stringify(result));
process.exitCode = result.admitted ? 0 : 1;
