import { toldApart } from './look-alike.ts'

/** Cut at a whole character, with a mark that it was; never within a figure, which would read as another one. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text
  const end = /[\uD800-\uDBFF]/u.test(text.charAt(longest - 2)) ? longest - 2 : longest - 1
  const kept = text.slice(0, end)
  if (!/[\p{L}\p{N}.,]/u.test(text.charAt(end))) return `${kept}…`
  const word = /[^\s]{1,20}$/u.exec(kept)?.[0] ?? ''
  const whole =
    word.length < kept.length && word.length <= 20 ? kept.slice(0, -word.length || undefined) : ''
  if (word !== '' && /\s$/u.test(whole)) return `${whole}…`
  return `${/\d/u.test(text.charAt(end)) ? kept.replace(/(?<=[^\d.,-])[-\d.,]+$/u, '') : kept}…`
}

/** Two values that differ, so that a reader sees that they do: cut around the difference, and told apart where they look alike. */
export function shownPair(before: string, after: string, longest: number): [string, string] {
  return cutPair(...toldApart(before, after), longest)
}

/** Two values that are too long, cut so that the first difference is seen in both: cut at their ends alone they might look equal. */
export function cutPair(before: string, after: string, longest: number): [string, string] {
  if (before === after || Math.max(before.length, after.length) <= longest) return [before, after]
  const [one, other] = [shortened(before, longest), shortened(after, longest)]
  let at = 0
  while (at < before.length && before[at] === after[at]) at += 1
  if (at < longest / 2) return [one, other]
  // From a word on that is not far before it.
  const lead = before.slice(Math.max(0, at - Math.floor(longest / 3)), at)
  const blank = lead.search(/\s/u)
  let start = at - lead.length + (blank < 0 ? 0 : blank + 1)
  if (/[\uDC00-\uDFFF]/u.test(before.charAt(start))) start -= 1
  const cut = (text: string) => `…${shortened(text.slice(start), longest - 1)}`
  return [cut(before), cut(after)]
}
