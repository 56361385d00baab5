# One image for web, worker, beat, migrate and the local sign-in. Not built in CI: no engine there.
FROM python:3.12-slim-bookworm

RUN useradd --create-home --uid 10001 dis && mkdir -p /srv/dis/var /srv/dis/anchor && chown -R dis /srv/dis
USER dis
WORKDIR /srv/dis

# The same set-up as `make run`; Redis runs in a container of its own.
COPY --chown=dis requirements.lock redis.lock package.json package-lock.json .npmrc ./
COPY --chown=dis scripts/set_up.py scripts/set_up.py
RUN REDIS_URL=elsewhere python scripts/set_up.py

COPY --chown=dis . .
ENV PATH=/srv/dis/.venv/bin:$PATH \
    DIS_VAR=/srv/dis/var \
    DJANGO_SETTINGS_MODULE=config.settings \
    PYTHONUNBUFFERED=1

# Collecting files reads the settings, so they get values of no worth, for this one step only.
RUN python scripts/compile_messages.py \
    && KEY=$(head -c 32 /dev/zero | base64) \
    && DIS_ENV=demo DIS_SECRET_KEY=build DIS_IDENTITY_KEYS=$KEY DIS_IDENTITY_INDEX_KEY=$KEY \
       DIS_DOCUMENT_KEYS=$KEY DATABASE_URL=postgresql:///build REDIS_URL=redis://build \
       python manage.py collectstatic --no-input --verbosity 0

EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "config.wsgi:application", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "--workers-kill-timeout", "10", "--respawn-failed-workers"]
