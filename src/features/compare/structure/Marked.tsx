import type { Stretch } from '../text/mark-words.ts'

/** A value with what differs in it marked; `isWhole` marks it all, and where there is none, that is said. */
export function Marked(props: {
  as: 'del' | 'ins'
  stretches: readonly Stretch[] | undefined
  whole: string | undefined
  isWhole: boolean
}) {
  const { as: Mark, stretches, whole, isWhole } = props
  if (whole === undefined) return null
  if (whole === '') return isWhole ? <Mark>empty</Mark> : <em>empty</em>
  if (stretches === undefined) return isWhole ? <Mark>{whole}</Mark> : <span>{whole}</span>
  return (
    <>
      {stretches.map(({ text, marked }, index) =>
        // oxlint-disable-next-line react/no-array-index-key -- stretches have no other identity and never move
        marked ? <Mark key={index}>{text}</Mark> : <span key={index}>{text}</span>,
      )}
    </>
  )
}
