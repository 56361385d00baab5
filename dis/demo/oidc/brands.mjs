// What makes the one local provider an ID-porten and the other a HelseID: levels, claims, rules.

const IDENTITY = 'helseid://claims/identity/';
const HPR = 'helseid://claims/hpr/';
const CLIENT = 'helseid://claims/client/claims/';

// The organisation that the portal's client is registered for at the local HelseID (synthetic).
const CLIENT_ORGANISATION = {
  [`${CLIENT}orgnr_parent`]: '983974899',
  [`${CLIENT}client_tenancy`]: 'single-tenant',
};

function helseidClaims(person, level) {
  return {
    [`${IDENTITY}pid`]: person.pid,
    [`${IDENTITY}security_level`]: level,
    [`${IDENTITY}assurance_level`]: level === '4' ? 'high' : 'substantial',
    ...(person.hpr_number ? { [`${HPR}hpr_number`]: person.hpr_number } : {}),
    name: person.name,
    amr: ['pwd'],
  };
}

export const BRANDS = {
  idporten: {
    title: 'Lokal ID-porten (bare for test)',
    levels: ['idporten-loa-substantial', 'idporten-loa-high'],
    acrOf: (level) => level,
    levelOf: (acr) => acr,
    scopes: ['openid', 'profile'],
    claims: { openid: ['sub', 'pid', 'amr', 'locale'] },
    personClaims: (person) => ({ pid: person.pid, amr: ['BankID'], locale: 'nb' }),
    dpop: false,
  },
  helseid: {
    title: 'Lokal HelseID (bare for test)',
    levels: ['3', '4'],
    acrOf: (level) => `Level${level}`,
    levelOf: (acr) => (acr ?? '').replace('Level', ''),
    scopes: [
      'openid', 'profile', `${IDENTITY}pid`, `${IDENTITY}security_level`,
      `${IDENTITY}assurance_level`, `${HPR}hpr_number`,
    ].map((scope) => scope.replace('://claims/', '://scopes/')),
    claims: {
      openid: ['sub', 'amr'],
      profile: ['name'],
      ...Object.fromEntries(
        [`${IDENTITY}pid`, `${IDENTITY}security_level`, `${IDENTITY}assurance_level`, `${HPR}hpr_number`]
          .map((claim) => [claim.replace('://claims/', '://scopes/'), [claim]])),
    },
    personClaims: helseidClaims,
    clientClaims: CLIENT_ORGANISATION,
    dpop: true,
  },
};
