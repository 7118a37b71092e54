import type { BundleEntry } from '#fhir/types.ts'
import { base64 } from './test-client.ts'

/** Batches and their entries (https://hl7.org/fhir/R4/http.html#transaction), to be sent to a server. */

export const bundle = (entry: unknown) => ({ resourceType: 'Bundle', type: 'batch', entry })
export const text = (id: string | undefined, content: string) => ({
  resourceType: 'Binary',
  ...(id !== undefined && { id }),
  contentType: 'text/plain',
  data: base64(content),
})
export const put = (id: string, content = id, more: object = { ifNoneMatch: '*' }) => ({
  resource: text(id, content),
  request: { method: 'PUT', url: `Binary/${id}`, ...more },
})
export const post = (content: string, more: object = {}) => ({
  resource: text(undefined, content),
  request: { method: 'POST', url: 'Binary', ...more },
})

/** Of the entries of an answer. */
export const statuses = (answers: readonly BundleEntry[]) =>
  answers.map(({ response }) => Number(response?.status?.slice(0, 3)))
