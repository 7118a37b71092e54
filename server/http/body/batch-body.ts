import type { FastifyReply, FastifyRequest } from 'fastify'
import type { LongTexts } from '#fhir/json/long-texts.ts'
import { isFhirJson } from '#fhir/media-type.ts'
import { isRecord } from '#lib/is-record.ts'
import { Problem } from '../errors.ts'
import { readLongJson, refuseEncoding, sendContinue, type BodyLimits } from './read-body.ts'

/** Entries of one batch; more is refused as too large. */
const BATCH_ENTRIES = 500
/** Members and items in all of a batch, so that a few megabytes can't become a hundred of small objects. */
const BATCH_VALUES = 100_000

export interface ReadBatch {
  entries: unknown[]
  /** The long texts in them, of which `data` is the most. */
  texts: LongTexts
}

/**
 * The entries of a Bundle of type `batch`, as they came.
 * @throws Problem; BodyError; MemoryFull
 */
export async function readBatch(
  request: FastifyRequest,
  reply: FastifyReply,
  limits: BodyLimits,
): Promise<ReadBatch> {
  refuseEncoding(request)
  if (!isFhirJson(request.headers['content-type'])) {
    throw new Problem('unsupported-type', 'Send a Bundle with Content-Type: application/fhir+json.')
  }
  const length = Number(request.headers['content-length'] ?? 0)
  if (length > limits.bytes) throw tooLarge(limits.bytes)
  sendContinue(request, reply)
  const json = { values: BATCH_VALUES }
  const { value: bundle, texts } = await readLongJson(request.raw, { ...limits, json })
  if (!isRecord(bundle) || bundle.resourceType !== 'Bundle') {
    throw refusal('The body must be a resource with "resourceType": "Bundle".', 'Bundle')
  }
  if (bundle.type !== 'batch') {
    throw refusal('Only a Bundle of type batch is taken here.', 'Bundle.type')
  }
  const { entry = [] } = bundle
  if (!Array.isArray(entry)) throw refusal('entry must be an array.', 'Bundle.entry')
  if (entry.length > BATCH_ENTRIES) {
    throw new Problem('too-large', `A batch holds at most ${BATCH_ENTRIES} entries.`)
  }
  return { entries: entry, texts }
}

function refusal(diagnostics: string, expression: string): Problem {
  return new Problem('invalid-resource', diagnostics, { expression })
}

function tooLarge(limit: number): Problem {
  return new Problem('too-large', `The batch is larger than the ${limit} bytes allowed.`)
}
