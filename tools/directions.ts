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
  ui: { folder: 'src/ui', below: ['lib'], browser: true },
  api: { folder: 'src/api', below: ['lib', 'fhir', 'formats'], browser: true },
  features: {
    // A feature is a layer of its own: it never imports another one.
    folder: 'src/features/*',
    below: ['lib', 'fhir', 'formats', 'site', 'api', 'ui'],
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

/** How deep a layer's rooms may lie. */
const DEPTHS = [0, 1, 2, 3]

/** The linter's rules that hold the layers apart, one for each layer and depth. */
export const directions = Object.entries(layers).flatMap(
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
