// Fastify and fast-jwt in one process.
import { randomUUID } from 'node:crypto';
import { createSigner } from 'fast-jwt';
import fastify from 'fastify';

const sign = createSigner({ key: process.env.PEER_SECRET, algorithm: 'HS256' });
const roles = new Set(['host', 'guest']);

const app = fastify({
  logger: false,
  // A number is not accepted as a string.
  ajv: { customOptions: { coerceTypes: false } },
});

// Browsers send the JSON as text/plain.
app.addContentTypeParser('text/plain', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));

const schema = {
  body: {
    type: 'object',
    required: ['room_id', 'role', 'user_id'],
    properties: { room_id: { type: 'string' }, role: { type: 'string' }, user_id: { type: 'string' } },
  },
  response: {
    200: {
      type: 'object',
      properties: {
        token: { type: 'string' },
        msg: { type: 'string' },
        status: { type: 'integer' },
        success: { type: 'boolean' },
        api_version: { type: 'string' },
      },
    },
  },
};

app.post('/hmsapi/:app/api/token', { schema }, (request, reply) => {
  const { room_id, role, user_id } = request.body;
  if (!roles.has(role)) {
    reply.code(403).send();
    return;
  }
  const now = Math.floor(Date.now() / 1000);
  const token = sign({
    access_key: '5f9e0c8d2b7a4e1f6c3d9a10',
    type: 'app',
    version: 2,
    role,
    room_id,
    user_id,
    jti: randomUUID(),
    iat: now,
    nbf: now,
    exp: now + 86400,
  });
  reply
    .header('cache-control', 'no-store')
    .header('access-control-allow-origin', '*')
    .send({ token, msg: 'token generated successfully', status: 200, success: true, api_version: '2.0.192' });
});

await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
