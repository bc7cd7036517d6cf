import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import preact from '@preact/preset-vite';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

const clientRoot = resolve(import.meta.dirname, 'src/client');
const adminPage = resolve(clientRoot, 'admin/index.html');

/** Where `vite dev` finds the server; `npm run dev` starts both. */
const server = process.env['DEV_SERVER_URL'] ?? 'http://127.0.0.1:3000';

/** Build with `SERVICE_WORKER=retire` to ship a worker that removes itself and its caches from every device. */
const retireServiceWorker = process.env['SERVICE_WORKER'] === 'retire';

/** `NAME.wasm.gz` beside each WebAssembly file: the page unpacks it, so that phones load 4 MB in place of 14 from any server. */
function packWasm(): Plugin {
  return {
    name: 'pack-wasm',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const [fileName, output] of Object.entries(bundle)) {
        if (output.type !== 'asset' || !fileName.endsWith('.wasm')) continue;
        this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source: gzipSync(output.source, { level: 9 }) });
      }
    },
  };
}

const pdfjs = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
const { version: pdfjsVersion }: { version: string } = JSON.parse(readFileSync(pdfjs, 'utf8'));
const pdfjsAssets = `assets/pdfjs-${pdfjsVersion}`;

/** What pdf.js loads by name when a PDF needs it. In a folder of its version, as files below `assets/` never change. */
function pdfjsFiles(): Plugin {
  return {
    name: 'pdfjs-files',
    apply: 'build',
    generateBundle() {
      for (const folder of ['cmaps', 'iccs', 'standard_fonts', 'wasm']) {
        for (const name of readdirSync(join(dirname(pdfjs), folder))) {
          const source = readFileSync(join(dirname(pdfjs), folder, name));
          this.emitFile({ type: 'asset', fileName: `${pdfjsAssets}/${folder}/${name}`, source });
        }
      }
    },
  };
}

export default defineConfig(({ command }) => ({
  root: clientRoot,
  publicDir: resolve(import.meta.dirname, 'public'),
  define: {
    __RETIRE_SERVICE_WORKER__: JSON.stringify(retireServiceWorker),
    __PDFJS_FILES__: JSON.stringify(command === 'build' ? `/${pdfjsAssets}/` : `/@fs${dirname(pdfjs)}/`),
  },
  build: {
    outDir: resolve(import.meta.dirname, 'dist/client'),
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    // A data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        app: resolve(clientRoot, 'index.html'),
        ...(existsSync(adminPage) ? { admin: adminPage } : {}),
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/docs', '/openapi.json', '/health', '/metrics'].map((path) => [
        path,
        { target: server, ws: path === '/api' },
      ]),
    ),
  },
  plugins: [
    preact(),
    packWasm(),
    pdfjsFiles(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: '.',
      filename: 'service-worker.ts',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        // A worker that removes itself has no shell to keep.
        ...(retireServiceWorker ? { injectionPoint: undefined } : {}),
        globPatterns: ['index.html', 'assets/*.{js,css}', 'icons/*.{png,svg}', 'manifest.webmanifest'],
        // The operator's page is online only: it shows what happens now. Hands-free talking and what shows originals are large, and kept when used.
        globIgnores: ['assets/admin*', 'admin/**', 'assets/hands-free*', 'assets/pdf-reader*', 'assets/web-copy*'],
        dontCacheBustURLsMatching: /^assets\//,
      },
      devOptions: { enabled: false },
    }),
  ],
}));
