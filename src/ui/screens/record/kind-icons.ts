import ClipboardList from '@lucide/svelte/icons/clipboard-list';
import Cpu from '@lucide/svelte/icons/cpu';
import FileText from '@lucide/svelte/icons/file-text';
import FlaskConical from '@lucide/svelte/icons/flask-conical';
import HeartPulse from '@lucide/svelte/icons/heart-pulse';
import IdCard from '@lucide/svelte/icons/id-card';
import Network from '@lucide/svelte/icons/network';
import Phone from '@lucide/svelte/icons/phone';
import Pill from '@lucide/svelte/icons/pill';
import Receipt from '@lucide/svelte/icons/receipt';
import Ruler from '@lucide/svelte/icons/ruler';
import Scissors from '@lucide/svelte/icons/scissors';
import Shapes from '@lucide/svelte/icons/shapes';
import Stethoscope from '@lucide/svelte/icons/stethoscope';
import Syringe from '@lucide/svelte/icons/syringe';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import UserRound from '@lucide/svelte/icons/user-round';
import type { RecordKind } from '../../../records/index.ts';
import type { Icon } from '../../components/icon.ts';

export const kindIcons: Readonly<Record<RecordKind, Icon>> = {
  allergy: TriangleAlert,
  medicine: Pill,
  condition: HeartPulse,
  vaccination: Syringe,
  measurement: Ruler,
  lab: FlaskConical,
  procedure: Scissors,
  visit: Stethoscope,
  document: FileText,
  'insurance-card': IdCard,
  claim: Receipt,
  person: UserRound,
  contact: Phone,
  'care-plan': ClipboardList,
  'family-history': Network,
  device: Cpu,
  other: Shapes,
};
