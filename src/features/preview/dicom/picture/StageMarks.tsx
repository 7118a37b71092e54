import { lengthOf, type Line, type PicturePoint } from './measure.ts'
import type { StageProps } from './stage-props.ts'
import styles from './picture.module.css'

/** What lies over the picture: where in the patient its edges are, measures, and the crosshair. */
export function StageMarks(props: StageProps & { zoom: number }) {
  const { state, frame, lines, cursor, tool } = props
  const { drawn } = state
  if (!drawn || frame.width === 0) return null
  const { edges } = drawn
  const place = placer(props)
  return (
    <>
      {props.told.length > 0 && (
        <p className={styles['corner']} aria-hidden="true">
          {props.told.join(', ')}
        </p>
      )}
      {edges && (
        <div role="note" aria-label={edgeWords(edges)}>
          <span className={styles['left']}>{edges.left}</span>
          <span className={styles['right']}>{edges.right}</span>
          <span className={styles['top']}>{edges.top}</span>
          <span className={styles['bottom']}>{edges.bottom}</span>
        </div>
      )}
      <svg className={styles['marks']} width={frame.width} height={frame.height} aria-hidden="true">
        {lines.map((line, index) =>
          line.frame === drawn.index ? (
            // oxlint-disable-next-line react/no-array-index-key -- lines have no name but their order
            <Measure key={index} line={line} place={place} text={lengthOf(line, drawn).text} />
          ) : null,
        )}
        {tool === 'measure' && cursor && <Crosshair at={place(cursor)} />}
      </svg>
    </>
  )
}

/** From pixels of the picture to those of the stage. */
function placer({ view, size, frame, state, zoom }: StageProps & { zoom: number }) {
  const { columns, rows } = state.drawn ?? { columns: 1, rows: 1 }
  return ({ x, y }: PicturePoint): PicturePoint => ({
    x: frame.width / 2 + view.x + ((x * size.width) / columns - size.width / 2) * zoom,
    y: frame.height / 2 + view.y + ((y * size.height) / rows - size.height / 2) * zoom,
  })
}

function Measure(props: { line: Line; place: (at: PicturePoint) => PicturePoint; text: string }) {
  const { line, place, text } = props
  const from = place(line.from)
  const to = place(line.to)
  return (
    <g>
      <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} className={styles['under']} />
      <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} className={styles['line']} />
      <circle cx={from.x} cy={from.y} r={3.5} className={styles['end']} />
      <circle cx={to.x} cy={to.y} r={3.5} className={styles['end']} />
      <text x={to.x + 8} y={to.y - 8} className={styles['length']}>
        {text}
      </text>
    </g>
  )
}

function Crosshair({ at }: { at: PicturePoint }) {
  return (
    <g className={styles['crosshair']}>
      <line x1={at.x - 12} y1={at.y} x2={at.x + 12} y2={at.y} />
      <line x1={at.x} y1={at.y - 12} x2={at.x} y2={at.y + 12} />
    </g>
  )
}

const DIRECTIONS: Record<string, string> = {
  R: 'right',
  L: 'left',
  A: 'front',
  P: 'back',
  H: 'head',
  F: 'feet',
}

/** "Left edge: patient’s right". */
function edgeWords(edges: { left: string; right: string; top: string; bottom: string }): string {
  const told = (['left', 'right', 'top', 'bottom'] as const).flatMap((edge) => {
    const letters = edges[edge]
    if (letters === '') return []
    const words = Array.from(letters, (letter) => DIRECTIONS[letter] ?? letter).join(' and ')
    return [`${edge} edge: ${words}`]
  })
  return `Orientation in the patient: ${told.join(', ')}`
}
