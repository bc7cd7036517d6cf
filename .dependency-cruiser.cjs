// Who may import whom. Each rule names the sentence of docs/architecture.md that it enforces.
const doors = ['http', 'realtime', 'telephony', 'jobs'];
// `sound` is arithmetic on samples, `languages` on words, `spoken` on what is said, for core, adapters and doors alike.
const ground =
  '^src/(errors|logger|events|ids|service-board|speech-errors|until-aborted|http-fetch)\\.ts$|^src/(events|sound|languages|spoken)/';

/** A room may import itself, the ground, and the rooms named; nothing else inside src. */
function onlyTo(name, from, rooms) {
  return {
    name,
    severity: 'error',
    from: { path: from },
    to: { path: '^src/', pathNot: [ground, ...rooms] },
  };
}

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    // What Vite hands out by its address is Vite's to find: the build fails without it.
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '\\?url$' } },
    ...doors.map((door) =>
      onlyTo(`door-${door}`, `^src/${door}/`, [
        `^src/${door}/`,
        '^src/(ports|protocol|voice|tutor|knowledge|learning|accounts|gateway)/',
      ]),
    ),
    onlyTo('core-voice', '^src/voice/', ['^src/(voice|tutor|knowledge|learning|ports|protocol)/']),
    onlyTo('core-tutor', '^src/tutor/', ['^src/(tutor|knowledge|learning|ports|protocol)/']),
    onlyTo('core-knowledge', '^src/knowledge/', ['^src/(knowledge|ports|protocol)/']),
    onlyTo('core-learning', '^src/learning/', ['^src/(learning|ports|protocol)/']),
    onlyTo('core-accounts', '^src/accounts/', ['^src/(accounts|ports|protocol)/']),
    onlyTo('core-gateway', '^src/gateway/', ['^src/(gateway|ports|protocol)/']),
    {
      name: 'core-no-vendor-sdk',
      severity: 'error',
      from: { path: '^src/(voice|tutor|knowledge|learning|accounts|gateway)/' },
      to: {
        path: '@anthropic-ai|@aws-sdk|chromadb|@huggingface|@xenova|knex|better-sqlite3|/pg/|ioredis|express|/ws/',
      },
    },
    {
      name: 'adapters-to-ports-only',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/', pathNot: [ground, '^src/adapters/$1/', '^src/(ports|config|protocol|threads)/'] },
    },
    {
      name: 'client-to-protocol-and-spoken-only',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { path: '^src/', pathNot: ['^src/(client|protocol|spoken)/'] },
    },
    onlyTo('threads', '^src/threads/', ['^src/(threads|ports)/']),
    {
      name: 'spoken-pure',
      severity: 'error',
      from: { path: '^src/spoken/' },
      to: { pathNot: ['^src/spoken/', '^src/languages/guess\\.ts$', 'node_modules/n2words/'] },
    },
    onlyTo('languages-pure', '^src/languages/', ['^src/languages/']),
    onlyTo('sound-pure', '^src/sound/', ['^src/ports/audio\\.ts$']),
    onlyTo('config-alone', '^src/config/', ['^src/config/']),
    {
      name: 'ports-to-ports-and-protocol-types',
      severity: 'error',
      from: { path: '^src/ports/' },
      // Node's own types may be named in an interface: a stream is a stream.
      to: { pathNot: ['^src/ports/', '^src/protocol/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'protocol-to-zod-only',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { pathNot: ['^src/protocol/', 'node_modules/zod'] },
    },
    {
      name: 'no-dev-dependency-in-the-server',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: '^src/client/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/|virtual:' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
