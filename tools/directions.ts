import type { OxlintOverride } from 'oxlint'

/**
 * Which layer may import which, besides itself: the one place that says it. `CONTRIBUTING.md` tells why,
 * `tools/directions.test.ts` plants a violation of each.
 */
export const layers: Record<
  string,
  { folder: string; below: string[]; plain?: true; browser?: true }
> = {
  lib: { folder: 'src/lib', below: [], plain: true, browser: true },
  fhir: { folder: 'src/fhir', below: ['lib'], plain: true, browser: true },
  formats: { folder: 'src/formats', below: ['lib', 'fhir'], plain: true, browser: true },
  site: { folder: 'src/site', below: ['lib', 'fhir'], plain: true, browser: true },
  // What runs in the sandbox frame; of the rest, features alone see it, for what they say to each other.
  sandbox: { folder: 'src/sandbox', below: ['lib', 'fhir', 'formats'], plain: true, browser: true },
  // What runs in the player frame and its service worker; the same holds for it.
  player: { folder: 'src/player', below: ['lib'], plain: true, browser: true },
  ui: { folder: 'src/ui', below: ['lib'], browser: true },
  api: { folder: 'src/api', below: ['lib', 'fhir', 'formats'], browser: true },
  features: {
    // A feature is a layer of its own: it never imports another one.
    folder: 'src/features/*',
    below: ['lib', 'fhir', 'formats', 'site', 'api', 'ui', 'sandbox', 'player'],
    browser: true,
  },
  app: {
    folder: 'src/app',
    below: ['lib', 'fhir', 'formats', 'site', 'api', 'ui', 'features'],
    browser: true,
  },
  // The server's folders are crossed by name too.
  server: { folder: 'server', below: ['lib', 'fhir', 'formats', 'server'], plain: true },
}

/**
 * Which rooms of the server each of its rooms may import, besides itself. The files at the server's root compose them
 * and may import all. What is stored is reached through the ports and `open-store.ts`, never through an implementation.
 */
const serverRooms: Record<string, { may: string[]; http?: true }> = {
  store: { may: [] },
  auth: { may: ['store', 'settings'] },
  health: { may: ['store'] },
  binaries: { may: ['store'] },
  http: { may: ['store', 'auth', 'binaries', 'config.ts'], http: true },
  routes: {
    may: ['store', 'auth', 'binaries', 'health', 'http', 'config.ts', 'version.ts'],
    http: true,
  },
  console: { may: ['http', 'settings'], http: true },
  words: { may: ['store'] },
  check: { may: ['store', 'words'] },
  admin: { may: ['store', 'auth', 'words', 'check', 'settings', 'config.ts', 'version.ts'] },
  settings: { may: ['store'] },
  metrics: { may: ['store', 'health', 'http', 'settings', 'version.ts'], http: true },
  demo: { may: ['store'] },
}

/** How deep a layer's rooms may lie. */
const DEPTHS = [0, 1, 2, 3]

/** What every file of the server may not import, whatever its room. */
const NOT_FOR_THE_SERVER = [
  {
    group: [
      '#site/**',
      '#sandbox/**',
      '#player/**',
      '#ui/**',
      '#api/**',
      '#features/**',
      '#app/**',
      '#test/**',
      '#tools/**',
    ],
    message: 'The server shares lib, fhir and formats with the console, and nothing else.',
  },
  {
    group: ['react', 'react-dom', 'react-router', '@tanstack/*'],
    message: 'This layer is plain TypeScript.',
  },
]

const NO_HTTP = 'This room knows no HTTP.'

/** The rule of a room of the server, for its files at one depth. */
function roomDirection(
  files: string,
  {
    room,
    depth,
    may,
    http = false,
  }: { room: string; depth: number; may: string[]; http?: boolean | undefined },
): OxlintOverride {
  return {
    files: [files],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...NOT_FOR_THE_SERVER,
            {
              // The last that matches decides.
              group: [
                '#server/**',
                ...may.map((name) => `!#server/${name.endsWith('.ts') ? name : `${name}/**`}`),
                ...['content', 'folder', 'postgres', 's3', 'sqlite'].map(
                  (folder) => `#server/store/${folder}/**`,
                ),
              ],
              message: `server/${room} may import ${may.join(', ') || 'no other room'} by #server (of store its ports and open-store.ts), and its own files by relative paths.`,
            },
            {
              group: [`${'../'.repeat(depth + 1)}**`],
              message: 'Leave a room through #server, so that the direction shows.',
            },
            ...(http
              ? []
              : [{ group: ['fastify', '@fastify/*', 'node:http', 'node:net'], message: NO_HTTP }]),
          ],
        },
      ],
      ...(!http && {
        'no-restricted-globals': ['error', { name: 'URLSearchParams', message: NO_HTTP }],
      }),
    },
  }
}

/** The same for the server's rooms, one for each room and depth; they come after the one for the server as a whole. */
const roomDirections = [
  ...Object.entries(serverRooms).flatMap(([room, { may, http }]) =>
    DEPTHS.map((depth) =>
      roomDirection(`server/${room}/${'*/'.repeat(depth)}*.ts`, { room, depth, may, http }),
    ),
  ),
  // The one corner of the store that asks another server, and answers nobody.
  roomDirection('server/store/s3/wire/*.ts', { room: 'store', depth: 2, may: [], http: true }),
]

/** The linter's rules that hold the layers apart, one for each layer and depth. */
const layerDirections = Object.entries(layers).flatMap(
  ([layer, { folder, below, plain, browser }]) =>
    DEPTHS.map((depth): OxlintOverride => {
      const others = [...Object.keys(layers), 'test', 'tools'].filter(
        (name) => !below.includes(name),
      )
      return {
        files: [`${folder}/${'*/'.repeat(depth)}*.{ts,tsx}`],
        rules: {
          'no-restricted-imports': [
            'error',
            {
              patterns: [
                {
                  group: others.map((name) => `#${name}/**`),
                  message: `${layer} may import ${below.join(', ') || 'nothing of ours'} by #name, and its own files by relative paths; see "Directions" in CONTRIBUTING.md.`,
                },
                {
                  group: [`${'../'.repeat(depth + 1)}**`],
                  message: 'Leave a layer through a #name, so that the direction shows.',
                },
                ...(layer === 'features' || layer === 'app'
                  ? [
                      {
                        group: ['#api/**/keys.ts'],
                        message: 'Query keys are known inside api alone.',
                      },
                    ]
                  : []),
                ...(browser
                  ? [{ group: ['node:*'], message: 'This code also runs in a browser.' }]
                  : []),
                ...(plain
                  ? [
                      {
                        group: ['react', 'react-dom', 'react-router', '@tanstack/*'],
                        message: 'This layer is plain TypeScript.',
                      },
                    ]
                  : []),
              ],
            },
          ],
        },
      }
    }),
)

export const directions = [...layerDirections, ...roomDirections]
