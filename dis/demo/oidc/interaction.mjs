// The steps with a person in them: choosing who signs in, and signing out of every client.

import { errors } from 'oidc-provider';

import * as pages from './pages.mjs';
import { language } from './texts.mjs';

async function formOf(req) {
  const parts = [];
  let size = 0;
  for await (const part of req) {
    size += part.length;
    if (size > 10_000) throw new Error('form too large');
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}

function html(ctx, status, body) {
  ctx.status = status;
  ctx.type = 'html';
  ctx.set('Cache-Control', 'no-store');
  ctx.body = body;
}

async function answer(ctx, provider, { name, brand, persons }, lang) {
  const form = await formOf(ctx.req);
  let result;
  if (form.get('action') === 'cancel') {
    result = { error: 'access_denied', error_description: 'the person cancelled' };
  } else {
    const person = persons.find(name, form.get('person') ?? '');
    const level = form.get('level');
    if (!person || !brand.levels.includes(level)) {
      html(ctx, 422, pages.choosePerson(lang, brand, persons.at(name), { error: true }));
      return;
    }
    const { amr } = brand.personClaims(person, level);
    result = { login: { accountId: person.sign_in, acr: brand.acrOf(level), amr } };
  }
  ctx.status = 303;
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false }));
}

export function signIn(options) {
  const { name, brand, persons } = options;
  return async function interactionPages(ctx, next) {
    if (!ctx.path.startsWith('/interaction/')) return next();
    const provider = ctx.app;
    let details;
    try {
      details = await provider.interactionDetails(ctx.req, ctx.res);
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      return html(ctx, 400, pages.problem('nb', brand, {}));
    }
    const lang = language(details.params.ui_locales);
    if (ctx.method === 'POST') return answer(ctx, provider, options, lang);
    return html(ctx, 200, pages.choosePerson(lang, brand, persons.at(name)));
  };
}

// oidc-provider knows back-channel logout only; these frames are the front-channel one.
function framesOf(ctx) {
  const { session, provider } = ctx.oidc;
  return Promise.all(Object.keys(session.authorizations ?? {}).map(async (clientId) => {
    const client = await provider.Client.find(clientId);
    const url = new URL(client.frontchannelLogoutUri ?? client.frontchannel_logout_uri);
    url.searchParams.set('iss', provider.issuer);
    url.searchParams.set('sid', session.sidFor(clientId));
    return url.href;
  }));
}

export const frontChannel = {
  collect(ctx) {
    ctx.state.frames = framesOf(ctx);
  },

  // A client that shows whom it signs out (id_token_hint) needs no further question.
  async endNow(ctx, brand) {
    const { session, params, provider } = ctx.oidc;
    const frames = await framesOf(ctx);
    await session.destroy();
    ctx.cookies.set(provider.cookieName('session'), null, { httpOnly: true, sameSite: 'lax' });
    const onward = params.post_logout_redirect_uri && new URL(params.post_logout_redirect_uri);
    if (onward && params.state) onward.searchParams.set('state', params.state);
    html(ctx, 200, pages.signedOut(language(params.ui_locales), brand, frames, onward?.href));
  },

  afterConfirm(brand, lang) {
    return async function frames(ctx, next) {
      await next();
      if (!ctx.state.frames) return;
      const onward = ctx.response.get('Location');
      ctx.remove('Location');
      html(ctx, 200, pages.signedOut(lang(ctx), brand, await ctx.state.frames, onward));
    };
  },
};
