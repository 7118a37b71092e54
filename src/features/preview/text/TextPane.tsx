import { selectAll } from '@codemirror/commands'
import { openSearchPanel, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState } from '@codemirror/state'
import {
  EditorView,
  highlightSpecialChars,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { useEffect, useEffectEvent, useImperativeHandle, useRef, type Ref } from 'react'
import { adoptEditorStyles, paneTheme } from './pane-theme.ts'
import styles from './text.module.css'

export interface TextPaneHandle {
  /** Opens the find panel and puts the cursor in it. */
  find: () => void
}

/** A text to be read: CodeMirror draws only the lines in view, so that 50 MB open at once. */
export function TextPane(props: {
  text: string
  wrap: boolean
  label: string
  ref: Ref<TextPaneHandle>
}) {
  const { text, wrap, label, ref } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)

  const applyWrap = useEffectEvent(() => setWrapping(view.current, wrap))
  useEffect(() => {
    if (!host.current) return undefined
    adoptEditorStyles(document)
    const state = EditorState.create({ doc: text, extensions: extensions(label) })
    const editor = new EditorView({ parent: host.current, state })
    view.current = editor
    applyWrap()
    return () => {
      view.current = undefined
      editor.destroy()
    }
  }, [text, label])
  useEffect(() => setWrapping(view.current, wrap), [wrap])
  useImperativeHandle(
    ref,
    () => ({ find: () => view.current && openSearchPanel(view.current) }),
    [],
  )
  return <div ref={host} className={styles['pane']} />
}

const wrapping = new Compartment()

function setWrapping(view: EditorView | undefined, wrap: boolean): void {
  view?.dispatch({ effects: wrapping.reconfigure(wrap ? EditorView.lineWrapping : []) })
}

function extensions(label: string) {
  return [
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-readonly': 'true',
      tabindex: '0',
    }),
    lineNumbers(),
    highlightActiveLineGutter(),
    // Also what would otherwise hide: zero-width and direction-changing characters.
    highlightSpecialChars(),
    search({ top: true }),
    // Only the lines in view are in the document, so the browser's own "select all" would copy too little.
    keymap.of([...searchKeymap, { key: 'Mod-a', run: selectAll }]),
    wrapping.of([]),
    paneTheme,
  ]
}
