// The token endpoint in njs, nginx's own JavaScript.
import crypto from 'crypto';

const secret = process.env.PEER_SECRET;
const roles = { host: true, guest: true };
const header = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.';

function sign(body) {
  const now = Math.floor(Date.now() / 1000);
  const id = new Uint8Array(16);
  globalThis.crypto.getRandomValues(id);
  const text = header + Buffer.from(JSON.stringify({
    access_key: '5f9e0c8d2b7a4e1f6c3d9a10',
    type: 'app',
    version: 2,
    role: body.role,
    room_id: body.room_id,
    user_id: body.user_id,
    jti: Buffer.from(id).toString('base64url'),
    iat: now,
    nbf: now,
    exp: now + 86400,
  })).toString('base64url');
  return text + '.' + crypto.createHmac('sha256', secret).update(text).digest('base64url');
}

function respond(request) {
  let body;
  try {
    body = JSON.parse(request.requestText);
  } catch (e) {
    return request.return(400);
  }
  if (typeof body.room_id !== 'string' || typeof body.role !== 'string' || typeof body.user_id !== 'string') {
    return request.return(400);
  }
  if (!roles[body.role]) {
    return request.return(403);
  }
  request.headersOut['Content-Type'] = 'application/json';
  request.headersOut['Cache-Control'] = 'no-store';
  request.headersOut['Access-Control-Allow-Origin'] = '*';
  request.return(200, JSON.stringify({
    token: sign(body),
    msg: 'token generated successfully',
    status: 200,
    success: true,
    api_version: '2.0.192',
  }));
}

export default { respond };
