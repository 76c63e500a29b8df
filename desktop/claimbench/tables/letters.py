"""Which letters beyond ASCII a language uses, the most frequent first: what tells one 8-bit encoding from another.

Languages go by their ISO 639 codes; da stands for Norwegian as well, hr for Slovene.
"""

from __future__ import annotations

from typing import Final

#: Languages written without Latin letters: every letter of a word is in the list.
WHOLE: Final[dict[str, str]] = {
    "uk": "оаинвіертслкумдпзяьбгйчхцшжїюєщфґ’",
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "be": "анаіеорстлкывудмпяьзгбцўчйхшжэюёф",
    "bg": "аиоетнрсвлкдпмзуъгбячйжшхцщюфьѝ",
    "sr": "аиоенрјтсвукмдплзгбчшцжћђњхљфџ",
    "el": "αοιετσνηυρπκμλςωόίέάδγήχύθφβώξζψϊϋ",
}

#: Languages in Latin letters: what they have besides a to z.
MARKED: Final[dict[str, str]] = {
    "de": "üäößé",
    "fr": "éèàêçùôîâûëïœ",
    "es": "óíáéñúü¿¡ºª",
    "pt": "ãçáéóíêõâúàôº",
    "it": "èàìùòé",
    "sv": "äåöé",
    "da": "øåæé",
    "is": "áðíéöóúæþý",
    "pl": "łęąóżśćńź",
    "cs": "íáěéýřčžšůúďťňó",
    "sk": "áíéčýžšúľťňôďäóĺŕ",
    "hr": "čšžćđ",
    "hu": "éáöóőüíúű",
    "ro": "ăîșțâşţ",
    "tr": "ıüşğçöİâ",
    "lt": "ėšųįžąčūę",
    "lv": "āīšēūļņģžčķ",
    "et": "äõüöšž",
}

#: Which letters stand before and after each of them, the more frequent first, "_" for the end of a word: counted in the
#: names of countries, languages, scripts, currencies, months and days of the Unicode CLDR, as Babel 2.19 has them.
BESIDE: Final[dict[str, str]] = {
    "de": ("ü:stlj_mf:drsbkc ä:l_mpdrwfsbgh:nirgthclumq ö:zrln_kht:sfnrgeil ß:ui:_rei é:mhr:i_lu"),
    "fr": (
        "é:rnm_tdpihlcg:er_lstgnocdm è:mlhitvuprns:trnqgcm_ds à:_c:_dcs ç:nai:ao ô:cd:nt î:_hrt:l_ â:rhn:ghnt "
        "ï:aeou:_tdqrnbceglm"
    ),
    "es": (
        "ó:dlitcmnsbgjp:nlmrtbd í:lrntdfupsc_o:_anmtqrsxvfg á:t_msdrilykn:nrfs_itubla é:ndmcluirtaks:s_rtclixa "
        "ñ:eau_:oae ú:cpthbmrlj:nb_lam"
    ),
    "pt": (
        "ã:tmslçhirdgnp:o_ ç:anroíu:aãoõá á:_rlbtdminchp:rfsb_lvgtuzc é:nmpsrthabdgl:rs_tcldgimq "
        "ó:dbctnegirlm:lrsptg_dn í:rlstuganx_oc:vmcnaspbltçg ê:ndcmultvi:snm õ:lçr:e â:tlgzbcdmrsu:nm "
        "ú:cblhpreimn:blnrcsdmt ô:ldtncmr:mn"
    ),
    "it": ("à:t:_ ì:d:_ é:mh:_lt"),
    "sv": ("ä:lvnjtmspäfkr:n_isrjtkälmp å:_rmlbfhgk:rgkln_ ö:_kihfstlrnud:asn_grtkjlmd é:mhrkyal:_nlisu"),
    "da": ("ø:s_hnrdljktu:rsyelndj_g å:r_mis:krdlnbp æ:fmrgpv_eknhl:rsinlktf é:hrm:_lu"),
    "is": (
        "á:_mhltrsjanzb:_lrsbgnkíðþd ð:iuræafáöyó:u_iavbelmfhj í:rsltnkmadbgv:s_ankltrbgve é:trsnmp:krgsltuí "
        "ö:rtvfkhmbp_dl:nlmftkrgð_s ó:rkljtdgsmb_n:_mlnsvrptabk ú:rktsbjl_ndgp:rnsmt_aglbkp æ:vbrpnsfld:ntðr_jms "
        "þ:_óeágrtí:ýeríjy_ ý:þnlskd:srjnpðag"
    ),
    "pl": (
        "ł:oó_sauzpwie:ounaygk_dtc ę:ijwzntżd:ctz_gśd ą:ilkst:żdts_cgp ó:prgndj:łwrlt ż:dąy_u:iayekęudmn "
        "ś:_eoę:crwn_la ć:_rś:kw_ ń:aioeu:s_ ź:ad:_da"
    ),
    "cs": (
        "í:nrčlmpsřdztž:_nljsrškvc á:kntrzvbdmhls:_nrlpmdtzšvj ě:nvmbd:ml_tknrsjd é:kvnmtdfzpr:_snrdhlšm "
        "ý:kvtn:_cd ř:t_báoaeh:eíi_n č:_iemúanrtybl:teiníauk_ová ž:diln_aeuoú:inašáís_dekp "
        "š:nrjtl_dbmauk:tpvisae_ ů:dcrknt:_v ú:_slahky:dčtnz_ruvž ď:a:a ť:uš:o_ ň:_aeio:aosd ó:krcglhnz:ndrotzš"
    ),
    "sk": (
        "á:knlrtvzmdu_b:_rnltpzmdvš í:rlzmčtn_pfdž:nl_rvbcjkzs é:knvmrdtbgpz:_zrncdhčlš č:njr_ltmdibga:iteían "
        "ý:kvnt:_cr ž:duan_yelý:inasdeuíš_kp š:_zuaneioyáéž:tvpisa_ekmjl ú:c_jklmnh:zčnslt_m ľ:eodá:_asoš "
        "ť:aerus:rao_ ň:e_ai:a_o ď:a_:au ä:v:t ó:rkldintgcp:nrptbdg"
    ),
    "hr": ("č:ši_aoenu:ikenauj š:jn_raeiolmdt:čkpeviar ž:ud_oirl:nialue ć:iueo_aš:aie_n đ:ai:ai"),
    "hu": (
        "é:m_ndvzsrhkpg:slgtznrpmk_v á:ltrmnzvgs_dj:nrlsgjzmktvb ö:kfrt_gzl:lzrbkgnemp "
        "ó:_krtgdilzamn:_plinrcstedf ő:srft_hvz:_iknes ü:hstz_mfjkrl:lvrkgzas í:drslkz_tm:rnt_vbzlk "
        "ú:_rjapt:jpzrdln"
    ),
    "ro": ("ă:nzclrtbpdsțh:_tr ș:_ancio:iăt_km ț:ariyneoăplu:iăe â:smfgkvprt:nrmz_"),
    "tr": (
        "ı:srgtkzlğmşnh:_rszmkvğln ü:gkltsdyc_m:nrkpd_bmcştz ş:_eaiuüınry:_iaetıçmou ğ:oaıi:uı_oai "
        "ç:_tkaephniçşs:aei_çrıou ö:_bgrsk:zldinsğ"
    ),
    "lt": (
        "ė:nmrlvpdtbgjk:_sjndlc š:_aikyeuno:itavkye_uoųm ų:intrlkjbdgsz:_ ž:d_uealr:iaey_onsė ą:sdn:_sj "
        "č:e_iasuybn:iaeuoų ū:cjdrbgptak:zrnsdgt"
    ),
    "lv": (
        "ā:rltmnkvdgipb:rnl_tņfcdmsz ī:rntzsķl_džmp:nbr_vdltczmp š:e_aiuņgkr:uaievķ_odskr "
        "ē:vpnmgr_dtbuf:rznģltdņjkmķ ū:jrlmpņainžbe:drntplsfkm ļ:eāagoēi:uaikrsģeflmn ņ:iāa_ēoeuī:uašūejķiop "
        "ģ:ēeļ:iu ž:dl_ao:iauāīoūbp č:_aineubl:iaueoīv ķ:_šeēaņi:iīeaut"
    ),
    "et": (
        "ä:äplmntvf:änreithdp õ:lpkjhgmdst:uhbrvklz_dgm ü:_sültkajpb:hrülpakfm_nt ö:ö_prkls:ölnr_dp "
        "š:t_aiukmnrõ:iaeouvtkm ž:dl_:iaeukbo"
    ),
}

#: Letters of plain ASCII that such a language has in foreign words only.
ABSENT: Final[dict[str, str]] = {
    "pl": "qvx",
    "cs": "qwx",
    "sk": "qwx",
    "hr": "qwxy",
    "hu": "qwx",
    "ro": "kqwy",
    "tr": "qwx",
    "lt": "qwx",
    "lv": "qwxy",
    "et": "cqwxyz",
    "es": "kw",
    "pt": "kwy",
    "it": "jkwxy",
    "da": "qwz",
    "sv": "qwz",
    "fr": "kw",
    "is": "cqwz",
}

#: Signs that belong to any language's tables.
SIGNS: Final = "\u00a0\u202f°²³£€–—‘’“”„«»…•§©®µμ·½¼¾±×÷№™‰†‡¹"
