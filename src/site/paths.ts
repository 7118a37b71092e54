/**
 * Every address of the console. Pages share FHIR's own path under `/o`, so that none of them
 * is also a path of the API. Whatever is put in is percent-encoded: an organization named `a/b` stays one segment, and half a
 * surrogate pair, which has no encoding, becomes U+FFFD.
 */
export const paths = {
  connect: () => '/connect',
  organizations: () => '/o',
  /** @param search what `URLSearchParams` takes; an empty one leaves no question mark */
  binaries: (org: string, search?: PathSearch) => `${type(org)}${query(search)}`,
  binary: (org: string, id: string) => instance(org, id),
  versions: (org: string, id: string, search?: PathSearch) =>
    `${instance(org, id)}/_history${query(search)}`,
  version: (org: string, id: string, versionId: string) =>
    `${instance(org, id)}/_history/${segment(versionId)}`,
  compare: (org: string, id: string, from: string, to: string) =>
    `${instance(org, id)}/_compare/${segment(from)}/${segment(to)}`,
  /** Versions of two Binaries, `left` on the left. Without a version the current one is meant. */
  compareFiles: (org: string, left: VersionPlace, right: VersionPlace) =>
    `${type(org)}/_compare/${place(left)}/${place(right)}`,
  activity: (org: string, search?: PathSearch) => `${type(org)}/_history${query(search)}`,
  /** All files of one security context: of a patient, mostly. `reference` as `securityContextKey` has it. */
  context: (org: string, reference: string, search?: PathSearch) =>
    `/o/${segment(org)}/context/${segment(reference)}${query(search)}`,
  settings: () => '/settings',
}

/** A Binary, and which version of it. */
export interface VersionPlace {
  id: string
  versionId: string | undefined
}

/** Stands for a version in an address where none is named; no id of FHIR begins like that. */
const CURRENT = '_current'

/** The version that the segment of an address names; `undefined` for the current one, whichever that is. */
export function versionOfSegment(segment: string): string | undefined {
  return segment === CURRENT ? undefined : segment
}

export type PathSearch = string | URLSearchParams | Record<string, string>

function type(org: string): string {
  return `/o/${segment(org)}/Binary`
}

function instance(org: string, id: string): string {
  return `${type(org)}/${segment(id)}`
}

function place({ id, versionId }: VersionPlace): string {
  return `${segment(id)}/${segment(versionId ?? CURRENT)}`
}

function segment(value: string): string {
  return encodeURIComponent(value.toWellFormed())
}

function query(search: PathSearch | undefined): string {
  const text = new URLSearchParams(search).toString()
  return text === '' ? '' : `?${text}`
}
