import { Page } from '../Page.tsx'

export default function VersionsPage() {
  return <Page title="Versions">{null}</Page>
}
