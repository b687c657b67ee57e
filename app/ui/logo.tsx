/** The mark of the product; the same drawing as public/favicon.svg. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="7" fill="#3b53c4" />
      <path d="M10.5 11.5 20 9M10.5 13.5l9.5 4M10 15l3 7.5" stroke="#fff" strokeWidth="2.2" strokeLinecap="round" />
      <g fill="#fff">
        <circle cx="9" cy="12" r="3" />
        <circle cx="22" cy="8.5" r="2.6" />
        <circle cx="22" cy="18.5" r="2.6" />
        <circle cx="13.7" cy="24" r="2.6" />
      </g>
    </svg>
  );
}
