import type { CdaTime } from '#formats/ccda/cda-words.ts'
import type { DocumentHeader, Party } from '#formats/ccda/document-header.ts'
import { Badge } from '#ui/display/Badge.tsx'
import { OutlineDetails, type GetOutline } from './OutlineDetails.tsx'
import documentStyles from '../parts/document.module.css'

/** Who the document is about, who wrote it, when, and how confidential it is. */
export function DocumentCard(props: { header: DocumentHeader; getOutline: GetOutline }) {
  const { header, getOutline } = props
  const { encounter, services } = header
  return (
    <section className={documentStyles['card']} aria-label="Document header">
      <h2>
        {header.title}
        {header.confidentiality !== undefined && (
          <Badge tone="warning">Confidentiality: {header.confidentiality}</Badge>
        )}
      </h2>
      <dl className={documentStyles['facts']}>
        {header.patients.map((patient) => (
          <Patient key={patient.ids.join() || patient.name} patient={patient} />
        ))}
        <Fact name="Kind" value={header.type} />
        <Fact name="Created" value={header.time} />
        <Fact name="Version" value={header.version} />
        <Fact name="Language" value={header.language} />
        <Fact name="Document id" value={header.ids.join(', ')} />
        {encounter && (
          <>
            <Fact name="Encounter" value={encounter.type} />
            <Fact name="Encounter time" value={encounter.time} />
            <Fact name="Encounter place" value={encounter.place} />
          </>
        )}
        {services.map(({ type, time }) => (
          <Fact
            key={`${type}${time?.raw}`}
            name="Covers"
            value={[type, time?.words].filter((part) => part !== undefined).join(', ')}
          />
        ))}
        <Parties parties={header.parties} />
      </dl>
      <OutlineDetails
        label="Everything in the header"
        load={() => getOutline({ part: 'header' })}
      />
    </section>
  )
}

function Patient({ patient }: { patient: Party }) {
  return (
    <>
      <Fact name="Patient" value={patient.name ?? 'Not named'} />
      <Fact name="Born" value={patient.born} />
      <Fact name="Died" value={patient.died} />
      <Fact name="Sex" value={patient.sex} />
      <Fact name="Patient ids" value={patient.ids.join('\n')} />
      <Fact name="Contact" value={patient.contact.join('\n')} />
    </>
  )
}

/** Parties with the same role and name several times stand once: a document of many authors repeats them. */
function Parties({ parties }: { parties: readonly Party[] }) {
  const roles = Map.groupBy(parties, ({ role }) => role)
  return [...roles].map(([role, those]) => {
    const lines = those.map(({ name, organization, time }) => {
      const who = [...new Set([name, organization])].filter((part) => part !== undefined).join(', ')
      return `${who === '' ? 'Not named' : who}${time === undefined ? '' : `, ${time.words}`}`
    })
    return <Fact key={role} name={role} value={[...new Set(lines)].join('\n')} />
  })
}

function Fact({ name, value }: { name: string; value: string | CdaTime | undefined }) {
  if (value === undefined || value === '') return null
  return (
    <div>
      <dt>{name}</dt>
      <dd>{typeof value === 'string' ? value : <span title={value.raw}>{value.words}</span>}</dd>
    </div>
  )
}
