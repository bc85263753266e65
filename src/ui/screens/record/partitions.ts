import type { Partition } from '../../../records/index.ts';

export const partitions: readonly Partition[] = [
  'medical',
  'prescription',
  'insurance',
  'personal',
];

export const isPartition = (text: string | undefined): text is Partition =>
  partitions.some((partition) => partition === text);
