import type { SvgFindings } from './svg-tree.ts'

/** What a drawing holds that is not drawn, and what is broken in it: a sentence each, what may be missed first. */
export function tellFindings(found: SvgFindings): string[] {
  const told: string[] = []
  const [fault] = found.faults
  if (fault !== undefined) {
    told.push(`The file is damaged: what could be read is drawn. ${withStop(fault)}`)
  }
  if (found.foreign.length > 0) {
    told.push(
      `${count(found.foreign.length, 'block')} of HTML inside ${isAre(found.foreign.length)} not drawn.`,
    )
  }
  if (found.outside.size > 0) {
    const list = [...found.outside].slice(0, 5).map(hostOf)
    told.push(
      `${count(found.outside.size, 'reference')} to other files ${wasWere(found.outside.size)} not followed: ${[...new Set(list)].join(', ')}.`,
    )
  }
  if (found.pictures.length > 0) {
    told.push(
      `${count(found.pictures.length, 'picture')} inside ${isAre(found.pictures.length)} not drawn: ${withStop([...new Set(found.pictures)].slice(0, 3).join('; '))}`,
    )
  }
  if (found.unknown.size > 0) {
    const names = [...found.unknown.keys()].slice(0, 5).map((name) => name.slice(0, 40))
    told.push(
      `Elements that are not drawn: ${names.join(', ')}${found.unknown.size > 5 ? ' and others' : ''}.`,
    )
  }
  if (found.styles > 0)
    told.push(
      `${count(found.styles, 'style')} ${wasWere(found.styles)} left out, so that it may look different.`,
    )
  if (found.circles > 0) {
    told.push(
      `${count(found.circles, 'part')} that ${found.circles === 1 ? 'uses itself is' : 'use themselves are'} not drawn.`,
    )
  }
  if (found.animations > 0) {
    told.push(
      `${count(found.animations, 'animation')} ${wasWere(found.animations)} not played: the drawing is shown as it begins.`,
    )
  }
  const scripts = found.scripts + found.handlers
  if (scripts > 0) told.push(`${count(scripts, 'script')} ${wasWere(scripts)} not run.`)
  if (!found.hasNamespace)
    told.push('It does not name the namespace of SVG, without which browsers draw nothing.')
  return told
}

function count(number: number, word: string): string {
  return `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`
}

const isAre = (number: number) => (number === 1 ? 'is' : 'are')
const wasWere = (number: number) => (number === 1 ? 'was' : 'were')

function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}

/** Where an address leads, short enough to be read: its host, or what it is where it has none. */
export function hostOf(address: string): string {
  const inside = /^(javascript|data|blob|about):/i.exec(address)?.[0]
  if (inside !== undefined) return inside.toLowerCase()
  const url = URL.parse(address.startsWith('//') ? `https:${address}` : address)
  if (url === null || url.host === '') return address.slice(0, 60)
  return url.host
}
