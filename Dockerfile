# The server over stdio, with what executes MongoDB migrations (Deno, mongod). Mount the checkout at /repo:
#   docker run --rm --interactive --volume "$PWD:/repo" nhimbe-migrations
FROM python:3.13-slim-bookworm
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git libssl3 libcurl4 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY server server
COPY templates templates
RUN pip install --no-cache-dir '.[mongodb]' && useradd --create-home migrations
USER migrations
ENV NHIMBE_MIGRATIONS_REPO=/repo NHIMBE_MIGRATIONS_STATE=/home/migrations/state
WORKDIR /repo
ENTRYPOINT ["nhimbe-migrations"]
