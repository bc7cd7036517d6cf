# syntax=docker/dockerfile:1
# The server runs its TypeScript directly; only the client is built. The result has Node, the production packages, the
# sources and the built client, and nothing to compile with.
ARG NODE_IMAGE=node:24-trixie-slim

# --- The client, with the development packages.
FROM ${NODE_IMAGE} AS client
WORKDIR /app
COPY package.json package-lock.json ./
# No install script is needed: every binary comes ready inside its package, and onnxruntime-node's would fetch CUDA files.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json vite.config.ts ./
COPY public ./public
COPY src ./src
RUN node node_modules/vite/bin/vite.js build

# --- The production packages, without what Linux never loads: 1,003 MB become 277 MB.
FROM ${NODE_IMAGE} AS packages
RUN apt-get update \
  && apt-get install -y --no-install-recommends binutils \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  # Chroma's server comes with 370 MB of debugging symbols.
  && strip --strip-unneeded node_modules/chromadb-js-bindings-*/*.node \
  # Other systems' runtimes, and the browser's, which the server's build of the library has no import of.
  && rm -rf node_modules/onnxruntime-node/bin/napi-v*/win32 node_modules/onnxruntime-node/bin/napi-v*/darwin \
    node_modules/onnxruntime-web/dist

# --- What runs.
FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
  DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY migrations ./migrations
COPY src ./src
COPY --from=client /app/dist ./dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not `npm start`: npm would swallow SIGTERM, and with it the end of the running turns.
CMD ["node", "src/main.ts"]
