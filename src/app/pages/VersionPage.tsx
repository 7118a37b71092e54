import { Page } from '../Page.tsx'

export default function VersionPage() {
  return <Page title="Version">{null}</Page>
}
