// The local ID-porten and HelseID of demo and test: two issuers, one process, loopback only.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

import { BRANDS } from './brands.mjs';
import { createIssuer } from './issuer.mjs';
import { personsFrom } from './persons.mjs';

// Containers listen on all addresses and are known by another name; everybody else stays on loopback.
const HOST = process.env.OIDC_HOST ?? '127.0.0.1';
const PUBLIC_MEMBERS = ['kty', 'kid', 'use', 'alg', 'n', 'e', 'crv', 'x', 'y'];

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

// A key set or a single key, private or public; only the public members are taken.
function publicKeys(path) {
  const content = JSON.parse(readFileSync(path, 'utf8'));
  const keys = (content.keys ?? [content]).map((key) => (
    Object.fromEntries(PUBLIC_MEMBERS.filter((member) => member in key).map((member) => [member, key[member]]))));
  return { keys };
}

function settings() {
  return {
    port: Number(required('OIDC_PORT')),
    stateFolder: required('OIDC_STATE'),
    origins: required('OIDC_CLIENT_ORIGIN').split(',').map((origin) => origin.replace(/\/$/, '')),
    persons: personsFrom(process.env.OIDC_PERSONS ?? join(required('OIDC_STATE'), 'persons.json')),
  };
}

function start() {
  const { port, stateFolder, origins, persons } = settings();
  const handlers = Object.fromEntries(Object.entries(BRANDS).map(([name, brand]) => {
    const upper = name.toUpperCase();
    const provider = createIssuer({
      name,
      brand,
      persons,
      port,
      stateFolder,
      origins,
      issuer: `${process.env.OIDC_ORIGIN ?? `http://127.0.0.1:${port}`}/${name}`,
      clientId: process.env[`OIDC_${upper}_CLIENT_ID`] ?? 'dis-portal',
      jwks: publicKeys(required(`OIDC_CLIENT_JWKS_${upper}`)),
    });
    return [name, provider.callback()];
  }));

  const server = createServer((req, res) => {
    const path = req.url.split('?', 1)[0];
    if (path === '/health') {
      res.setHeader('Content-Type', 'application/json').end('{"status":"ok"}');
      return;
    }
    const name = path.split('/', 2)[1];
    if (!Object.hasOwn(handlers, name)) {
      res.writeHead(404, { 'Content-Type': 'text/plain' }).end('not found\n');
      return;
    }
    req.originalUrl = req.url;
    req.url = req.url.slice(name.length + 1) || '/';
    handlers[name](req, res);
  });
  server.on('error', (error) => {
    process.stderr.write(`The local sign-in providers cannot listen on ${HOST}:${port}: ${error.message}\n`);
    process.exit(1);
  });
  server.listen(port, HOST);
  const stop = () => { server.close(() => process.exit(0)); server.closeAllConnections(); };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

try {
  start();
} catch (error) {
  process.stderr.write(`The local sign-in providers cannot start: ${error.message}\n`);
  process.exit(1);
}
