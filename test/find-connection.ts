import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'

function file(id: string, name: string, patient: string): Binary {
  return {
    resourceType: 'Binary',
    id,
    contentType: 'application/pdf',
    securityContext: { reference: `Patient/${patient}`, display: 'Ann Example' },
    meta: { lastUpdated: '2026-05-03T10:00:00Z', tag: [{ system: FILENAME_SYSTEM, code: name }] },
  }
}

export const DISCHARGE = file('a', 'Discharge letter.pdf', '3310')
export const REFERRAL = file('b', 'Referral letter.pdf', '3310')
/** Its id is the number of the patient of the others. */
export const CONSENT = file('3310', 'Consent.pdf', '7')
const FILES = [DISCHARGE, REFERRAL, CONSENT]

interface Waiting {
  words: string
  answer: (files: Binary[]) => void
  aborted: boolean
}

/**
 * A server with three files that finds words. With `holds`, each search for words waits until the test answers it.
 */
export function connection({ holds = false, fails = false } = {}) {
  const searches: Waiting[] = []
  const state = { fails, searches }
  const transport: typeof fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.includes('metadata')) {
      const searchParam = ['find', 'security-context', '_content'].map((name) => ({ name }))
      const rest = [{ resource: [{ type: 'Binary', searchParam }] }]
      return Response.json({ resourceType: 'CapabilityStatement', rest })
    }
    if (!url.endsWith('_search')) return Response.json({ organizations: [] })
    if (state.fails) return new Response('{}', { status: 500 })
    const asked = new URLSearchParams(init?.body as string)
    if (asked.has('_id')) return bundle(FILES.filter(({ id }) => id === asked.get('_id')))
    if (asked.has('_summary')) return bundle([], 12)
    const words = asked.get('find') ?? ''
    if (!holds) return bundle(FILES.filter((one) => JSON.stringify(one).includes(words)))
    const { promise, resolve, reject } = Promise.withResolvers<Binary[]>()
    const waiting: Waiting = { words, answer: resolve, aborted: false }
    searches.push(waiting)
    init?.signal?.addEventListener('abort', () => {
      waiting.aborted = true
      reject(new DOMException('Aborted', 'AbortError'))
    })
    return bundle(await promise)
  }
  return { transport, state }
}

function bundle(files: Binary[], total = files.length): Response {
  const entry = files.map((resource) => ({ resource }))
  return Response.json({ resourceType: 'Bundle', type: 'searchset', total, entry })
}
