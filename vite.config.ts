import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { chromiumLaunchOptions } from '#test/chromium.ts'
import { COMPILE_CACHE } from '#test/compile-cache.ts'
import { playerPage } from '#tools/player-page.ts'
import { sandboxPage } from '#tools/sandbox-page.ts'

const FIRST_LIBRARIES =
  /^(?!.*(queriesObserver|useQueries)\.js).*node_modules[\\/](react|react-dom|scheduler|react-router|@tanstack[\\/](query-core|react-query))[\\/]/

/** What the first page needs nearly all of: in one file it compresses better than cut up among the chunks that share it. */
const FIRST_CONTROLS =
  /[\\/]src[\\/](ui[\\/]((controls|display|feedback|overlays)[\\/](?!NewChanges)|(unsaved|store|commands|cx)\.)|fhir[\\/](outcome|log-cdata|media-type|bundle|file-name|etag|ids|instant|binary[\\/](binary|read-binary))\.|api[\\/](keys|transport[\\/](errors|addresses|retry)|organizations[\\/]organizations|binaries[\\/](pages|search[\\/]search-types|read-resource))\.|features[\\/]binaries[\\/](search[\\/]search-view|filters[\\/]kind-icons)\.|lib[\\/](json-equal|is-record))/

export default defineConfig({
  plugins: [react({ compiler: true }), layerOrder(), pdfData(), sandboxPage(), playerPage()],
  build: {
    target: 'baseline-widely-available',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // The libraries of the first page in one file of their own: they stay cached from one release to the next, and
        // compress better than cut up among the chunks that share them.
        codeSplitting: {
          groups: [
            { name: 'libraries', test: FIRST_LIBRARIES },
            { name: 'controls', test: FIRST_CONTROLS },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  experimental: {
    // Scripts and styles find each other relative to themselves, so that one build works below any path; only the
    // page names its files from the root, and the server puts its path before them.
    renderBuiltUrl: (_file, { hostType }) => (hostType === 'html' ? undefined : { relative: true }),
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['{src,server,e2e,bench,docs,test,tools}/**/*.test.ts'],
          testTimeout: 30_000,
          // Processes start and answer within this, also where cores are shared; one second is not always enough.
          expect: { poll: { timeout: 10_000 } },
          globalSetup: ['test/compile-cache.ts', 'test/postgres-setup.ts'],
          env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
        },
      },
      {
        extends: true,
        // What the tests load late or in workers: found only then, it would reload the tests that run.
        optimizeDeps: {
          include: [
            'chardet',
            'react-dom/client',
            'react-dropzone',
            '@noble/hashes/hmac.js',
            '@noble/hashes/legacy.js',
            '@noble/hashes/pbkdf2.js',
            '@noble/hashes/sha2.js',
            '@tanstack/react-virtual',
            'pdfjs-dist/web/pdf_viewer.mjs',
            'diff',
            'rfc6902',
            'saxes',
            '@zip.js/zip.js/lib/zip-core-native.js',
            '@cornerstonejs/codec-charls/decodewasmjs',
            'utif2',
            'numfmt',
            'pkijs',
            'asn1js',
          ],
        },
        test: {
          name: 'browser',
          include: ['src/**/*.test.tsx'],
          // A viewer and its worker load within this, also where cores are shared; one second is not always enough.
          expect: { poll: { timeout: 10_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumLaunchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})

/**
 * Names the order of the CSS layers at the head of every module: which stylesheet a browser meets first depends on how
 * the build cuts its chunks, and the first one decides.
 */
function layerOrder(): Plugin {
  return {
    name: 'layer-order',
    enforce: 'pre',
    transform: {
      filter: { id: /\.module\.css$/ },
      handler: (css) => ({ code: `@layer reset, base, components, utilities;\n${css}`, map: null }),
    },
  }
}

/**
 * pdf.js asks for its character maps, fonts, decoders and signs of notes by name while it shows a document, so their names
 * can't hold a hash; the version in the path lets them be cached for ever all the same.
 */
function pdfData(): Plugin {
  const manifest = createRequire(import.meta.url).resolve('pdfjs-dist/package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const wanted = {
    cmaps: /\.bcmap$/,
    standard_fonts: /\.(pfb|ttf)$/,
    iccs: /\.icc$/,
    // Compiled where the worker's own policy allows it, else the plain JavaScript; QuickJS would run a file's scripts.
    wasm: /^(jbig2|openjpeg|qcms_bg)(\.wasm|_nowasm_fallback\.js)$/,
    'web/images': /^annotation-.+\.svg$/,
  }
  return {
    name: 'pdf-data',
    apply: 'build',
    generateBundle() {
      for (const [folder, pattern] of Object.entries(wanted)) {
        const from = join(dirname(manifest), folder)
        for (const name of readdirSync(from).filter((file) => pattern.test(file))) {
          const fileName = `assets/pdfjs-${version}/${folder}/${name}`
          this.emitFile({ type: 'asset', fileName, source: readFileSync(join(from, name)) })
        }
      }
    },
  }
}
