// The people one can sign in as, read from the file that the demo writes; a changed file is read again.

import { readFileSync, statSync } from 'node:fs';

export function personsFrom(path) {
  let readAt;
  let persons = [];
  const current = () => {
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs === undefined) return [];
    if (mtimeMs !== readAt) {
      persons = JSON.parse(readFileSync(path, 'utf8'));
      readAt = mtimeMs;
    }
    return persons;
  };
  return {
    at: (provider) => current().filter((person) => person.provider === provider),
    find: (provider, signIn) => current().find(
      (person) => person.provider === provider && person.sign_in === signIn),
  };
}
