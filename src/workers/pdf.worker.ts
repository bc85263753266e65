import 'pdfjs-dist/build/pdf.worker.min.mjs';
import { dropGlobals } from './drop-globals.ts';

// Files by strangers are taken apart here: it needs nothing but messages.
dropGlobals();
