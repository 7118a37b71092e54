/** Where the rows that are selected are. */
export interface Selected {
  /** On the screen: what is done is done to these. */
  shown: number
  /** Loaded, and hidden by the filter. */
  hidden: number
  /** Not among the rows that are loaded: not yet in this order, or gone where all are. */
  away: number
  /** Whether all rows are loaded. */
  whole: boolean
  /** Whether all were asked for at once. */
  all: boolean
  /** Why the next rows could not be loaded. */
  problem: string | undefined
}

/** `4,900 selected, 12 hidden by the filter`: never more than what is known to be there. */
export function selectionWords({ shown, hidden, away, whole, all, problem }: Selected): string {
  const known = shown + hidden + (whole ? 0 : away)
  const part = (count: number) => (count === known ? '' : `${count.toLocaleString()} `)
  return [
    `${known.toLocaleString()} selected`,
    ...(hidden > 0 ? [`${part(hidden)}hidden by the filter`] : []),
    ...(away > 0 && !whole ? [`${part(away)}not loaded in this order`] : []),
    ...(away > 0 && whole ? [`${away.toLocaleString()} no longer in the list`] : []),
    ...(all && !whole ? [restWords(problem)] : []),
  ].join(', ')
}

function restWords(problem: string | undefined): string {
  return problem === undefined
    ? 'the rest was not loaded'
    : `the rest could not be loaded: ${problem}`
}

/** Why nothing can be done with what is selected; `undefined` where something is shown. */
export function whyNothing({ shown, hidden, whole }: Selected): string | undefined {
  if (shown > 0) return undefined
  if (hidden > 0) return 'The filter hides everything you selected.'
  return whole
    ? 'What you selected is no longer in the list.'
    : 'Nothing of what you selected is loaded in this order. Load all first.'
}
