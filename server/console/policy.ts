/**
 * The console's content security policy: its own files and its own server, nothing inline, nothing evaluated.
 * @param nonce of this response alone, for the style elements that components make
 * @param connect origins beside its own that it speaks to
 */
export function consolePolicy(
  nonce: string,
  { connect = [], scriptNonce = false }: { connect?: string[]; scriptNonce?: boolean } = {},
): string {
  return [
    "default-src 'none'",
    `script-src 'self'${scriptNonce ? ` 'nonce-${nonce}'` : ''}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    'media-src blob:',
    "worker-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/**
 * The policy of a file of the console that has one of its own. A worker that is loaded from an address lives under the
 * policy of that response, so the worker that decodes PDFs, and those whose name ends in `-wasm`, may compile WebAssembly
 * while the page may not.
 * @param url of the file
 */
export function filePolicy(url: string): string | undefined {
  // The service worker of the player makes no requests.
  if (url === '/media/service-worker.js') return "default-src 'none'"
  if (!/^\/assets\/(pdf\.worker|[a-z0-9-]+-wasm-)[^/]*\.m?js$/.test(url)) return undefined
  return "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
}

/**
 * The policy of the sandbox page, in which HTML and SVG are drawn: its own, as it stands in its head, and what only a
 * header can say. It has an origin of its own, runs the one script whose hash it names, and no network. Printing is a
 * modal dialog; the frame that only shows a page does not get it.
 * @param html of that page
 * @returns `undefined` where the page has no policy
 */
export function sandboxPolicy(html: string): string | undefined {
  const own = ownPolicy(html)
  return own === undefined
    ? undefined
    : `sandbox allow-scripts allow-modals; ${own}; frame-ancestors 'self'`
}

/**
 * The policy of the player page, as it stands in its head, and what only a header can say: the console alone frames it.
 * @param html of that page
 * @returns `undefined` where the page has no policy
 */
export function playerPolicy(html: string): string | undefined {
  const own = ownPolicy(html)
  return own === undefined ? undefined : `${own}; frame-ancestors 'self'`
}

function ownPolicy(html: string): string | undefined {
  return /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]
}

/** Beside the policy, on every page of ours. */
export const PAGE_HEADERS = {
  'cache-control': 'no-cache',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), display-capture=(), browsing-topics=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const
