import { useParams, useSearchParams } from 'react-router'
import { Activity } from '#features/activity/Activity.tsx'
import { ActivityFilter } from '#features/activity/Activity.tsx'
import { CHANGE_KINDS, type ChangeKind } from '#features/activity/feed.ts'
import { startOfDay } from '#lib/day.ts'
import { Page } from '../Page.tsx'

/** `/o/:org/Binary/_history?since=2026-05-03&kind=deleted` */
export default function ActivityPage() {
  const { org = '' } = useParams()
  const [search, setSearch] = useSearchParams()
  const from = search.get('since') ?? ''
  const kinds = CHANGE_KINDS.filter((kind) => search.getAll('kind').includes(kind))
  const show = (filter: { kinds: readonly ChangeKind[]; from: string }) => {
    const next = new URLSearchParams(filter.kinds.map((kind) => ['kind', kind]))
    if (filter.from !== '') next.set('since', filter.from)
    setSearch(next, { replace: true })
  }
  return (
    <Page title="Activity">
      <ActivityFilter kinds={kinds} from={from} onChange={show} />
      <Activity key={`${org} ${from}`} org={org} kinds={kinds} since={startOfDay(from)} />
    </Page>
  )
}
