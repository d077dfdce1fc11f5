export { synthesize, type SynthesizedResources, type SynthesizedStack } from "./synthesize";
export { containerOf, settingsOf } from "./node-of";
export { published, type PublishedOnHost } from "./published";
export { reaches, type Way } from "./reaches";
export { snapshotOf, type StackSnapshot } from "./snapshot-of";
export { sampleProps } from "./sample-props";
export { TestAuthority, type ClusterCertificatesOptions } from "./test-authority";
