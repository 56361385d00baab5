// One local OpenID provider: oidc-provider set up with the rules of ID-porten or of HelseID.

import { createHash } from 'node:crypto';

import Provider, { interactionPolicy } from 'oidc-provider';

import * as pages from './pages.mjs';
import { language } from './texts.mjs';
import { adapterIn, loadKeys } from './state.mjs';
import { frontChannel, signIn } from './interaction.mjs';

export const API_SCOPE = 'dis:fhir';

// ID-porten and HelseID ask for no consent, and ask again when the level of the session is too low.
function policy() {
  const prompts = interactionPolicy.base();
  prompts.remove('consent');
  prompts.get('login').checks.add(new interactionPolicy.Check(
    'level', 'a higher security level is asked for',
    ({ oidc }) => {
      const wanted = (oidc.params.acr_values ?? '').split(' ').filter(Boolean);
      return wanted.length > 0 && !wanted.includes(oidc.acr) && !oidc.result?.login;
    }));
  return prompts;
}

async function grantAll(ctx) {
  const { provider, client, session, requestParamScopes } = ctx.oidc;
  const known = session.grantIdFor(client.clientId);
  const grant = (known && await provider.Grant.find(known))
    ?? new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope([...requestParamScopes].join(' '));
  Object.keys(ctx.oidc.resourceServers ?? {}).forEach((name) => grant.addResourceScope(name, API_SCOPE));
  await grant.save();
  return grant;
}

function clientMetadata({ clientId, origins, jwks, name }) {
  const at = (path) => origins.map((origin) => `${origin}${path}`);
  return {
    client_id: clientId,
    client_name: 'DIS',
    redirect_uris: at(`/logg-inn/${name}/callback/`),
    post_logout_redirect_uris: at('/logg-ut/ferdig/'),
    frontchannel_logout_uri: at('/logg-ut/front/')[0],
    token_endpoint_auth_method: 'private_key_jwt',
    response_types: ['code'],
    grant_types: ['authorization_code'],
    subject_type: 'pairwise',
    jwks,
  };
}

function features(brand, keys, lang, origins) {
  return {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: brand.dpop },
    dPoP: brand.dpop
      ? { enabled: true, nonceSecret: Buffer.from(keys.dpopSecret, 'base64'), requireNonce: () => true }
      : { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: async (ctx, form) => {
        if (ctx.oidc.entities.IdTokenHint) await frontChannel.endNow(ctx, brand);
        else ctx.body = pages.confirmSignOut(lang(ctx), brand, form);
      },
      postLogoutSuccessSource: (ctx) => { ctx.body = pages.signedOut(lang(ctx), brand, []); },
    },
    resourceIndicators: {
      enabled: brand.dpop,
      defaultResource: (ctx) => (
        ctx.oidc.requestParamScopes.has(API_SCOPE) ? `${origins[0]}/fhir/R4/` : undefined),
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, audience) => ({
        audience, scope: API_SCOPE, accessTokenFormat: 'jwt', accessTokenTTL: 600, jwt: { sign: { alg: 'RS256' } },
      }),
    },
  };
}

export function createIssuer({ name, brand, issuer, origins, clientId, jwks, persons, stateFolder, port }) {
  const keys = loadKeys(stateFolder, name);
  const lang = (ctx) => language(ctx.oidc?.params?.ui_locales);
  const claimsOf = (person, acr) => brand.personClaims(person, brand.levelOf(acr));
  const provider = new Provider(issuer, {
    adapter: adapterIn(stateFolder, name),
    jwks: keys.jwks,
    acrValues: brand.levels.map(brand.acrOf),
    scopes: brand.scopes,
    claims: { ...brand.claims, acr: null, sid: null, auth_time: null, iss: null },
    conformIdTokenClaims: false,
    discovery: { ui_locales_supported: ['nb', 'nn', 'en', 'se'] },
    clients: [clientMetadata({ clientId, origins, jwks, name })],
    extraClientMetadata: { properties: ['frontchannel_logout_uri'] },
    extraTokenClaims: async (ctx, token) => {
      const person = token.accountId && persons.find(name, token.accountId);
      const { acr } = ctx.oidc.entities.AuthorizationCode ?? {};
      return person && brand.dpop ? { ...claimsOf(person, acr), ...brand.clientClaims } : undefined;
    },
    subjectTypes: ['pairwise'],
    pairwiseIdentifier: (_ctx, accountId) => (
      createHash('sha256').update(`${keys.pairwiseSalt}:${accountId}`).digest('base64url')),
    findAccount: (ctx, signInName, token) => {
      const person = persons.find(name, signInName);
      return person && {
        accountId: signInName,
        claims: () => ({ sub: signInName, ...claimsOf(person, token?.acr ?? ctx.oidc.session?.acr) }),
      };
    },
    loadExistingGrant: grantAll,
    interactions: { policy: policy(), url: (_ctx, { uid }) => `/${name}/interaction/${uid}` },
    pkce: { required: () => true },
    features: features(brand, keys, lang, origins),
    // Cookies ignore ports: without the port, two instances would sign each other out.
    cookies: {
      keys: [keys.cookieKey],
      names: {
        session: `${name}_${port}_session`,
        interaction: `${name}_${port}_interaction`,
        resume: `${name}_${port}_resume`,
      },
    },
    ttl: {
      AccessToken: 600, AuthorizationCode: 60, Grant: 7200, IdToken: 120, Interaction: 900, Session: 7200,
    },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = pages.problem(lang(ctx), brand, { error: out.error, description: out.error_description });
    },
  });
  // Front-channel logout names the session by its sid, which oidc-provider gives for back-channel only.
  provider.Client.prototype.includeSid = () => true;
  provider.on('end_session.success', frontChannel.collect);
  provider.use(signIn({ name, brand, persons }));
  provider.use(frontChannel.afterConfirm(brand, lang));
  return provider;
}
