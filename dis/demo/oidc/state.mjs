// What the local providers must remember over a restart: their keys, and who is signed in.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const REMEMBERED = new Set(['Session', 'Grant']);

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(`${path} cannot be read: ${error.message}`);
  }
}

function writeJson(path, value) {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify(value), { mode: 0o600 });
  renameSync(fresh, path);
}

function newKeys() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookieKey: randomBytes(32).toString('base64url'),
    dpopSecret: randomBytes(32).toString('base64'),
    pairwiseSalt: randomBytes(32).toString('base64url'),
  };
}

export function loadKeys(folder, name) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${name}-keys.json`);
  const found = readJson(path);
  if (found) return found;
  const made = newKeys();
  writeJson(path, made);
  return made;
}

// The store of one issuer, in memory; sessions and grants are also written to a file.
class Store {
  constructor(path) {
    this.path = path;
    this.rows = new Map(readJson(path) ?? []);
  }

  get(key) {
    const row = this.rows.get(key);
    if (!row) return undefined;
    if (row.expires !== null && row.expires <= Date.now()) {
      this.rows.delete(key);
      return undefined;
    }
    return row.payload;
  }

  set(key, payload, expiresIn) {
    this.sweep();
    this.rows.set(key, { payload, expires: expiresIn ? Date.now() + expiresIn * 1000 : null });
    this.remember(key);
  }

  delete(key) {
    if (this.rows.delete(key)) this.remember(key);
  }

  sweep() {
    for (const key of this.rows.keys()) this.get(key);
  }

  remember(key) {
    const modelOf = (each) => each.split(':', 1)[0];
    if (!REMEMBERED.has(modelOf(key))) return;
    writeJson(this.path, [...this.rows].filter(([each]) => REMEMBERED.has(modelOf(each))));
  }
}

// The adapter interface of oidc-provider over one store.
export function adapterIn(folder, name) {
  const store = new Store(join(folder, `${name}-sessions.json`));
  return (model) => {
    const keyOf = (id) => `${model}:${id}`;
    const matching = (test) => [...store.rows.keys()].filter((key) => {
      const payload = store.get(key);
      return payload && test(key, payload);
    });
    const first = (test) => {
      const [key] = matching((each, payload) => each.startsWith(`${model}:`) && test(payload));
      return key && store.get(key);
    };
    return {
      upsert: async (id, payload, expiresIn) => store.set(keyOf(id), payload, expiresIn),
      find: async (id) => store.get(keyOf(id)),
      findByUid: async (uid) => first((payload) => payload.uid === uid),
      findByUserCode: async (code) => first((payload) => payload.userCode === code),
      destroy: async (id) => store.delete(keyOf(id)),
      consume: async (id) => { store.get(keyOf(id)).consumed = Math.floor(Date.now() / 1000); },
      revokeByGrantId: async (grantId) => {
        matching((_key, payload) => payload.grantId === grantId).forEach((key) => store.delete(key));
      },
    };
  };
}
