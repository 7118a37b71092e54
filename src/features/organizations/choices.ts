import type { OrganizationList } from '#api/binaries/types.ts'
import type { KnownOrganization } from './recent.ts'

export interface Choice extends KnownOrganization {
  /** Where it is known from. Only those of the server need no check before they open. */
  source: 'server' | 'config' | 'recent'
}

/** All organizations that can be opened, each once, with the best name known. */
export function organizationChoices(
  list: OrganizationList | undefined,
  configured: readonly KnownOrganization[],
  recent: readonly KnownOrganization[],
): Choice[] {
  const choices: Choice[] = []
  const taken = new Set<string>()
  for (const organization of list?.organizations ?? []) {
    choices.push({ id: organization.slug, name: organization.name, source: 'server' })
    taken.add(organization.slug).add(organization.id)
  }
  for (const [source, known] of [
    ['config', configured],
    ['recent', recent],
  ] as const) {
    for (const { id, name } of known) {
      if (!taken.has(id)) choices.push({ id, name, source })
      taken.add(id)
    }
  }
  return choices
}

/** Those whose name or id holds what was typed, whatever its case. */
export function filterChoices(choices: readonly Choice[], typed: string): readonly Choice[] {
  const wanted = typed.trim().toLocaleLowerCase()
  return choices.filter(({ id, name }) => `${name} ${id}`.toLocaleLowerCase().includes(wanted))
}

/**
 * The only organization, which opens without a question. Recent ones do not count, since another one may be typed.
 */
export function onlyChoice(
  list: OrganizationList | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (!list) return undefined
  const given = choices.filter((choice) => choice.source !== 'recent')
  return given.length === 1 ? given[0] : undefined
}

/** The name of the organization in the address, from any source; otherwise the id or slug in the address. */
export function organizationName(
  id: string,
  list: OrganizationList | undefined,
  choices: readonly Choice[],
) {
  const listed = list?.organizations.find((each) => each.slug === id || each.id === id)
  return listed?.name ?? choices.find((choice) => choice.id === id)?.name ?? id
}
