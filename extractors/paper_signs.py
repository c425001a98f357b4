"""What shows that an entry is a publication: the address of a paper, or a number that only publications have."""

import re
from urllib.parse import urlsplit

PAPER_HOSTS = frozenset(
    """
    doi.org dx.doi.org arxiv.org aclanthology.org aclweb.org openreview.net biorxiv.org medrxiv.org osf.io
    psyarxiv.com hal.science proceedings.mlr.press openaccess.thecvf.com ieeexplore.ieee.org dl.acm.org
    link.springer.com sciencedirect.com ncbi.nlm.nih.gov pubmed.ncbi.nlm.nih.gov papers.nips.cc proceedings.neurips.cc
    jmlr.org ssrn.com papers.ssrn.com zenodo.org nbn-resolving.de nbn-resolving.org jstor.org tandfonline.com
    onlinelibrary.wiley.com nature.com science.org journals.sagepub.com degruyter.com academic.oup.com cambridge.org
    frontiersin.org mdpi.com journals.aps.org iopscience.iop.org eprint.iacr.org usenix.org ojs.aaai.org
    hdl.handle.net semanticscholar.org journals.plos.org direct.mit.edu isca-speech.org emerald.com emeraldinsight.com
    jair.org ijcai.org aaai.org drops.dagstuhl.de epubs.siam.org ams.org projecteuclid.org econpapers.repec.org
    ideas.repec.org nber.org iza.org cepr.org ceur-ws.org pubs.acs.org pubs.aip.org pubs.rsc.org springer.com
    biomedcentral.com hindawi.com thelancet.com nejm.org bmj.com jamanetwork.com pnas.org royalsocietypublishing.org
    elifesciences.org cell.com annualreviews.org psycnet.apa.org muse.jhu.edu brill.com transcript-verlag.de
    routledge.com taylorfrancis.com philpapers.org philarchive.org inria.hal.science theses.hal.science
    hal.archives-ouvertes.fr tel.archives-ouvertes.fr theses.fr peerj.com f1000research.com jmir.org
    worldscientific.com igi-global.com scitepress.org computer.org asmedigitalcollection.asme.org
    spiedigitallibrary.org opg.optica.org mitpress.mit.edu papers.neurips.cc proceedings.iclr.cc ecva.net
    bmva-archive.org.uk dergipark.org.tr scielo.br scielo.org redalyc.org dialnet.unirioja.es journals.openedition.org
    books.openedition.org cairn.info persee.fr erudit.org journals.uchicago.edu aeaweb.org wiley.com oup.com
    mediatum.ub.tum.de kops.uni-konstanz.de repositum.tuwien.at research-collection.ethz.ch
    peer.asee.org programming-journal.org joss.theoj.org jstatsoft.org r-journal.github.io distill.pub chemrxiv.org
    techrxiv.org researchsquare.com preprints.org engrxiv.org edarxiv.org eartharxiv.org authorea.com
    """.split()  # noqa: SIM905  a list of hosts reads better unquoted
)
IDENTIFIER = re.compile(
    r"\b(?:ISBN(?:-1[03])?[:\s]|ISSN[:\s]|DOI[:\s]|doi\.org/|10\.\d{4,9}/\S|arXiv[:\s]\s?\d{4}\.\d{4,5})", re.IGNORECASE
)
"""Numbers of books, journals and papers."""


LEAST_PARTS, LEAST_WORDS = 2, 3
PUBLISHED = re.compile(
    r"\bin:\s|verlag\b|\b(?:journal|review|proceedings|proc\.|transactions|letters|annals|press|zeitschrift|revue|revista)\b",
    re.IGNORECASE,
)
"""Where something was published."""
TOLD = re.compile(r"\b(?:I|my|we|our|ich|wir|unsere?|meine?)\b")
"""Words of prose, which is no entry of a list."""
LONGEST_ENTRY = 600


def names_venue(text: str) -> bool:
    """Tell whether a short text without authors says where something was published, or is a quoted title."""
    if len(text) > LONGEST_ENTRY or TOLD.search(text):
        return False
    return text.startswith(('"', "“", "„", "«", "»")) or PUBLISHED.search(text) is not None


def is_named_by(title: str, href: str) -> bool:
    """Tell whether an address repeats at least two words of a title, and few others, as those of articles do."""
    slug = urlsplit(href).path.rstrip("/").rpartition("/")[2].lower().partition(".")[0]
    parts = [part for part in re.split(r"[-_]", slug[:200]) if len(part) > 1 and not part.isdigit()]
    words = set(re.findall(r"[^\W_]+", title.lower()[:400]))
    if len(title.split()) < LEAST_WORDS or len(parts) < LEAST_PARTS:
        return False
    return sum(part in words for part in parts) * 4 >= 3 * len(parts)


def is_paper(href: str) -> bool:
    """Tell whether an address is a paper's: a document, or one of a publisher, an archive or a repository."""
    host = (urlsplit(href).hostname or "").removeprefix("www.")
    known = host in PAPER_HOSTS or host.partition(".")[2] in PAPER_HOSTS
    return known or urlsplit(href).path.lower().endswith(".pdf")
