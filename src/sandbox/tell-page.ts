import { hostOf } from '#formats/svg/tell-findings.ts'

/** What a page holds that is not shown. */
export interface PageFindings {
  scripts: number
  /** Addresses of pictures, fonts and parts of styles elsewhere. */
  outside: Set<string>
  outsideStyles: Set<string>
  /** Addresses of pages and programs in frames. */
  embedded: string[]
  media: number
  areas: number
  forms: number
  /** Blocks of HTML in drawings. */
  foreign: number
  /** Why pictures inside are not shown. */
  pictures: string[]
  /** Where it would have gone by itself. */
  leadsTo: string | undefined
  isCut: boolean
  /** It is nested more deeply than is shown. */
  isDeep: boolean
  faults: string[]
}

export function newFindings(): PageFindings {
  return {
    scripts: 0,
    outside: new Set(),
    outsideStyles: new Set(),
    embedded: [],
    media: 0,
    areas: 0,
    forms: 0,
    foreign: 0,
    pictures: [],
    leadsTo: undefined,
    isCut: false,
    isDeep: false,
    faults: [],
  }
}

/** A sentence for each; what may be missed first. */
export function tellPage(found: PageFindings): string[] {
  const told = [...found.faults]
  if (found.isCut) told.push('Only its first 300,000 parts are shown: the rest is in the source.')
  if (found.isDeep)
    told.push('It is nested too deeply: its deepest parts are shown without their layout.')
  const { outside, outsideStyles, embedded, pictures } = found
  if (embedded.length > 0) {
    told.push(
      `${count(embedded.length, 'page')} inside ${was(embedded.length)} not loaded${from(embedded)}.`,
    )
  }
  if (outside.size > 0) {
    told.push(
      `${count(outside.size, 'picture')} from elsewhere ${was(outside.size)} not loaded${from(outside)}.`,
    )
  }
  if (pictures.length > 0) {
    const reasons = [...new Set(pictures)].slice(0, 3).join('; ').replace(/\.$/, '')
    told.push(
      `${count(pictures.length, 'picture')} inside ${was(pictures.length)} not shown: ${reasons}.`,
    )
  }
  if (found.foreign > 0)
    told.push(`${count(found.foreign, 'text')} inside drawings ${was(found.foreign)} not shown.`)
  if (found.media > 0)
    told.push(
      `${count(found.media, 'film or sound', 'films or sounds')} ${was(found.media)} not shown.`,
    )
  if (outsideStyles.size > 0) {
    told.push(
      `${count(outsideStyles.size, 'style sheet')} from elsewhere ${was(outsideStyles.size)} not loaded, so that it may look different${from(outsideStyles)}.`,
    )
  }
  if (found.scripts > 0)
    told.push(`${count(found.scripts, 'script')} ${was(found.scripts)} not run.`)
  if (found.forms > 0) told.push(`${count(found.forms, 'form')} can’t be sent from here.`)
  if (found.areas > 0)
    told.push(`${count(found.areas, 'link')} on pictures can’t be followed here.`)
  if (found.leadsTo !== undefined)
    told.push(`It would have gone on to ${hostOf(found.leadsTo)} by itself.`)
  return told
}

function count(number: number, word: string, words = `${word}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? word : words}`
}

const was = (number: number) => (number === 1 ? 'was' : 'were')

/** The hosts, each once; beyond a few by their number. */
function from(addresses: Iterable<string>): string {
  const hosts = [...new Set([...addresses].filter((one) => one !== '').map(hostOf))]
  if (hosts.length === 0) return ''
  const rest = hosts.length - 8
  return `: ${hosts.slice(0, 8).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
