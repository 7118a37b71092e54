import { extremes, type EcgLead } from './recording.ts'

/**
 * The limb leads that follow from I and II by Einthoven's and Goldberger's equations, where a recorder stores only
 * those two. Nothing where I and II do not lie on the same samples.
 */
export function deriveLimbLeads(leads: readonly EcgLead[]): EcgLead[] {
  const one = leads.find(({ name }) => name === 'I')
  const two = leads.find(({ name }) => name === 'II')
  if (!one || !two || one.samples.length !== two.samples.length || one.start !== two.start)
    return []
  const missing = FORMULAS.filter(({ name }) => leads.every((lead) => lead.name !== name))
  return missing.map(({ name, derived, of }) => {
    const samples = one.samples.map((value, at) => of(value, two.samples[at] ?? Number.NaN))
    return { name, derived, start: one.start, samples, ...extremes(samples) }
  })
}

const FORMULAS: { name: string; derived: string; of: (one: number, two: number) => number }[] = [
  { name: 'III', derived: 'II − I', of: (one, two) => two - one },
  { name: 'aVR', derived: '−(I + II) / 2', of: (one, two) => -(one + two) / 2 },
  { name: 'aVL', derived: 'I − II / 2', of: (one, two) => one - two / 2 },
  { name: 'aVF', derived: 'II − I / 2', of: (one, two) => two - one / 2 },
]
