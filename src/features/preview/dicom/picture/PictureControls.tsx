import { Contrast, Hand, Keyboard, Layers, Ruler, SunMedium } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { ZoomButtons } from '#ui/picture/ZoomButtons.tsx'
import type { PictureState, PictureStore } from './picture-store.ts'
import { presetsOf, valueOfChoice } from './presets.ts'
import type { Shown, Tool } from './stage-props.ts'
import styles from './picture.module.css'

/** The picture's controls; each has a key of its own on the picture. */
export function PictureControls(
  props: Shown & {
    store: PictureStore
    state: PictureState
    tool: Tool
    onTool: (tool: Tool) => void
  },
) {
  const { store, state, tool, onTool, change, view } = props
  const { model } = store
  const { display, drawn } = state
  const presets = presetsOf(model, display.greys, drawn?.window)
  return (
    <>
      <Tools grey={model.grey} tool={tool} onTool={onTool} />
      {model.grey && (
        <div className={styles['choice']}>
          <SelectField
            label="Window"
            hideLabel
            options={presets.map(({ value, label }) => ({ value, label }))}
            value={valueOfChoice(presets, display.greys)}
            onChange={(value) => store.setGreys(presets.find((one) => one.value === value)?.greys)}
          />
        </div>
      )}
      <IconButton
        size="s"
        label="Invert"
        icon={Contrast}
        aria-pressed={display.inverted}
        onClick={() => store.invert()}
      />
      {model.overlays.length > 0 && (
        <IconButton
          size="s"
          label="Overlays"
          icon={Layers}
          aria-pressed={display.overlays}
          onClick={() => store.toggleOverlays()}
        />
      )}
      <ZoomButtons fitted={view.zoom === undefined} change={change} />
      <KeyHelp />
    </>
  )
}

function Tools(props: { grey: boolean; tool: Tool; onTool: (tool: Tool) => void }) {
  const { grey, tool, onTool } = props
  return (
    <div role="group" aria-label="Dragging" className={styles['group']}>
      {grey && (
        <IconButton
          size="s"
          label="Drag changes the window"
          icon={SunMedium}
          aria-pressed={tool === 'window'}
          onClick={() => onTool('window')}
        />
      )}
      <IconButton
        size="s"
        label="Drag moves the picture"
        icon={Hand}
        aria-pressed={tool === 'move'}
        onClick={() => onTool('move')}
      />
      <IconButton
        size="s"
        label="Drag measures"
        icon={Ruler}
        aria-pressed={tool === 'measure'}
        onClick={() => onTool('measure')}
      />
    </div>
  )
}

const KEYS: readonly [keys: string, does: string][] = [
  [
    '← → or ↑ ↓',
    'Previous and next frame; with “Drag moves”, the picture; with “Drag measures”, the crosshair',
  ],
  ['Page Up, Page Down', 'Ten frames back and forth'],
  ['Home, End', 'First and last frame'],
  ['Space', 'Play and pause'],
  ['+ and −', 'Zoom'],
  ['0 and 1', 'Fit, and one screen pixel for each of the picture'],
  ['C and Shift C', 'Window center up and down'],
  ['W and Shift W', 'Window wider and narrower'],
  ['A', 'Window as the file has it'],
  ['I', 'Invert'],
  ['O', 'Overlays on and off'],
  ['D, M, L', 'Dragging changes the window, moves, measures'],
  ['Enter', 'While measuring: begin and end a line at the crosshair'],
  ['Delete', 'Take the last line away'],
]

function KeyHelp() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton
        size="s"
        label="Keys"
        icon={Keyboard}
        aria-expanded={open}
        onClick={() => setOpen(true)}
      />
      <Dialog title="Keys on the picture" open={open} onClose={() => setOpen(false)}>
        <dl className={styles['keys']}>
          {KEYS.map(([keys, does]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </>
  )
}
