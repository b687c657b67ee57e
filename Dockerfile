# The product's image. infra/README.md tells how it is built, tests/infra/image.db.test.ts carries out these very lines
# without an engine: RUN is executed, COPY is copied, CMD is started. So a RUN line uses nothing but npm and node.
#
# The digest is what the tag meant when it was pinned; Dependabot moves both together.
ARG NODE_IMAGE=node:22-alpine@sha256:8094c002d08262dba12645a3b4a15cd6cd627d30bc782f53229a2ec13ee22a00

FROM ${NODE_IMAGE} AS pages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without install scripts no embedded database and no second Node arrive, and nothing of a package runs.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY vite.config.ts tsconfig.json ./
COPY public public
COPY app app
COPY telemetry telemetry
# Not `npm run build`: npm would put the package's own Node first in PATH, which is not for Alpine.
RUN node node_modules/@remix-run/dev/dist/cli.js vite:build

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE} AS product
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="alxderia" \
      org.opencontainers.image.description="Cloud identity intelligence: who can reach what, by which path, since when." \
      org.opencontainers.image.licenses="LicenseRef-proprietary" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
ENV NODE_ENV=production \
    PORT=3000 \
    ALXDERIA_DATA_DIR=/tmp/alxderia \
    ALXDERIA_REVISION=${REVISION}
WORKDIR /app
# Owned by root and written by nobody: the product runs as another user, from a read-only root file system.
COPY --from=packages /app/node_modules node_modules
COPY --from=pages /app/build build
COPY package.json ./
COPY schema schema
COPY telemetry telemetry
COPY infra/tasks infra/tasks
COPY app app
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
# Fits the platforms' probes: docs/runbooks/health-check-failing.md. Node is here anyway; curl is not.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--experimental-async-context-frame", "--import", "./telemetry/register.ts", "app/cli.ts", "start", "--no-open", "--no-demo"]
