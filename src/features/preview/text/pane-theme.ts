import { EditorView } from '@codemirror/view'
import { StyleModule } from 'style-mod'

/** CodeMirror in the console's own type and colours; both themes come from the tokens. */
export const paneTheme = EditorView.theme({
  '&': {
    height: '100%',
    backgroundColor: 'var(--color-raised)',
    color: 'var(--color-ink)',
    fontSize: 'var(--text-sm)',
  },
  '&.cm-focused': { outline: '2px solid var(--color-accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.6' },
  '.cm-content': { padding: 'var(--space-2) 0' },
  '.cm-line': { padding: '0 var(--space-4) 0 var(--space-2)' },
  '.cm-gutters': {
    border: 'none',
    backgroundColor: 'var(--color-raised)',
    color: 'var(--color-ink-2)',
  },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 var(--space-2) 0 var(--space-3)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--color-ink)' },
  '.cm-specialChar': { color: 'var(--color-danger)' },
  '.cm-searchMatch': {
    backgroundColor: 'var(--color-found)',
    outline: '1px solid transparent',
  },
  '.cm-searchMatch-selected': { outline: '2px solid var(--color-accent)' },
  '.cm-panels': {
    borderColor: 'var(--color-line)',
    backgroundColor: 'var(--color-surface)',
    color: 'var(--color-ink)',
  },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--color-line)' },
  '.cm-panel.cm-search': {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: 'var(--space-1)',
    padding: 'var(--space-1) var(--space-7) var(--space-1) var(--space-2)',
    fontFamily: 'var(--font-sans)',
  },
  '.cm-panel.cm-search label': {
    display: 'inline-flex',
    alignItems: 'center',
    gap: 'var(--space-1)',
    fontSize: 'var(--text-sm)',
  },
  '.cm-panel.cm-search br': { display: 'none' },
  '.cm-textfield': {
    minHeight: 'var(--control-height-s)',
    border: '1px solid var(--color-line-strong)',
    borderRadius: 'var(--radius-1)',
    backgroundColor: 'var(--color-raised)',
    color: 'var(--color-ink)',
    fontSize: 'var(--text-sm)',
  },
  '.cm-button': {
    minHeight: 'var(--control-height-s)',
    border: '1px solid var(--color-line-strong)',
    borderRadius: 'var(--radius-1)',
    background: 'var(--color-raised)',
    color: 'var(--color-ink)',
    fontSize: 'var(--text-sm)',
  },
  '.cm-panel.cm-search [name=close]': {
    insetBlockStart: '6px',
    insetInlineEnd: '8px',
    minWidth: '24px',
    minHeight: '24px',
    color: 'var(--color-ink)',
    fontSize: 'var(--text-lg)',
  },
})

/**
 * Lets CodeMirror's styles through a content security policy of `style-src 'self'`, without a nonce.
 *
 * Its style-mod writes a `<style>` element where the root has a `<head>`, which such a policy blocks, and a constructed
 * stylesheet where it has none (a shadow root), which no policy blocks. It keeps its choice on the root, under a symbol
 * of its own. So the choice is made for a root without a head, and then handed to the document. A shadow root would
 * do as well, but hides the focused field from every key listener of the page.
 */
export function adoptEditorStyles(document: Document): void {
  const headless = { ownerDocument: document, adoptedStyleSheets: document.adoptedStyleSheets }
  StyleModule.mount(headless as unknown as DocumentOrShadowRoot, [])
  for (const chosen of Object.getOwnPropertySymbols(headless)) {
    Object.defineProperty(document, chosen, {
      value: (headless as unknown as Record<symbol, unknown>)[chosen],
      configurable: true,
    })
  }
}
