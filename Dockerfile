# The README's first command on a plain machine: Node.js, Python, a clone.
FROM node:24-bookworm-slim

RUN apt-get update \
  && apt-get install --yes --no-install-recommends git python3 python3-venv \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /daad
COPY --chown=node:node . .
RUN chown node:node /daad
USER node

# What the first command installs before it trains.
RUN npx -y deno@2 task setup

CMD ["npx", "-y", "deno@2", "task", "quickstart"]
