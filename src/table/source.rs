//! Where a table comes from: a file, a sheet or archive member of it, a folder
//! of files, standard input. Compressed text is opened on the way.

use super::words::shorten;
use crate::base::Problem;
use crate::base::near::nearest_path;
use crate::say;
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// One table argument as given: `FILE`, `FILE#SHEET` or `-`.
#[derive(Debug, Clone)]
pub struct Source {
    /// As the user wrote it, without the part after `#`.
    pub shown: String,
    /// The sheet or archive member asked for.
    pub part: Option<String>,
    /// The text's own encoding, once understood.
    pub encoding: Option<super::decode::TextEncoding>,
    content: Content,
    wrap: Wrap,
    /// Told of every byte that is read for good.
    counter: Option<Arc<AtomicU64>>,
}

#[derive(Debug, Clone)]
enum Content {
    File(PathBuf),
    Memory(Arc<[u8]>),
    Packed(Packed),
}

/// Bytes that stand inside a file in another form; every opening begins anew.
#[derive(Clone)]
pub struct Packed {
    /// The file they stand in.
    pub path: PathBuf,
    unpack: Arc<dyn Fn() -> io::Result<Unpacked> + Send + Sync>,
}

/// What a packed file is read through.
pub type Unpacked = Box<dyn Read + Send>;

impl Packed {
    pub fn new(
        path: PathBuf,
        unpack: impl Fn() -> io::Result<Unpacked> + Send + Sync + 'static,
    ) -> Packed {
        let unpack = Arc::new(unpack);
        Packed { path, unpack }
    }

    /// # Errors
    /// The file cannot be opened, or holds no such bytes.
    pub fn open(&self) -> io::Result<Unpacked> {
        (self.unpack)()
    }
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "packed in {}", self.path.display())
    }
}

/// What stands around the bytes of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrap {
    None,
    Gzip,
    /// Index in the zip's directory.
    Zip(usize),
}

/// File name endings that a folder is searched for.
const ENDINGS: &[&str] = &[
    "csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods", "gz", "zip",
];

/// A workbook inside a zip or gz is held in memory; no more than this.
const MOST_UNPACKED: u64 = 1 << 30;

impl Source {
    /// The tables an argument names: one file, or every table file of a folder
    /// in the order of their names.
    ///
    /// # Errors
    /// A path that is not there (with the nearest name beside it), a folder
    /// without any table, standard input that cannot be read.
    pub fn expand(argument: &str) -> Result<Vec<Source>, Problem> {
        if argument == "-" {
            let mut bytes = Vec::new();
            io::stdin()
                .lock()
                .read_to_end(&mut bytes)
                .map_err(|e| Problem::io("-", &e))?;
            return Ok(vec![Source::memory("-", bytes)]);
        }
        let (path, part) = split_part(argument);
        if !path.exists() {
            return Err(not_there(&path));
        }
        if !path.is_dir() {
            return Ok(vec![Source::file(&path, part)]);
        }
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(&path).sort_by_file_name() {
            let entry = entry.map_err(|e| {
                say!(zh: "{}:文件夹读不了({e});请检查权限", en: "{}: the folder cannot be read ({e}); check its permissions", path.display())
            })?;
            if entry.file_type().is_file() && is_table_name(entry.path()) {
                files.push(Source::file(entry.path(), part.clone()));
            }
        }
        if files.is_empty() {
            let shown = path.display();
            return Err(Problem::no_input(say!(
                zh: "{shown}:文件夹里没有表格(找 .csv .tsv .txt .xlsx .xlsm .xls .ods .gz .zip)",
                en: "{shown}: no table in this folder (looked for .csv .tsv .txt .xlsx .xlsm .xls .ods .gz .zip)"
            )));
        }
        Ok(files)
    }

    pub fn file(path: &Path, part: Option<String>) -> Source {
        Source {
            shown: path.display().to_string(),
            part,
            content: Content::File(path.to_path_buf()),
            wrap: Wrap::None,
            encoding: None,
            counter: None,
        }
    }

    pub fn memory(shown: &str, bytes: Vec<u8>) -> Source {
        Source {
            shown: shown.to_owned(),
            part: None,
            content: Content::Memory(bytes.into()),
            wrap: Wrap::None,
            encoding: None,
            counter: None,
        }
    }

    /// What stands inside another file.
    pub fn packed(shown: &str, packed: Packed) -> Source {
        Source {
            shown: shown.to_owned(),
            part: None,
            content: Content::Packed(packed),
            wrap: Wrap::None,
            encoding: None,
            counter: None,
        }
    }

    /// The same source, its bytes counted as they are read.
    pub fn counted(mut self, counter: &Arc<AtomicU64>) -> Source {
        self.counter = Some(Arc::clone(counter));
        self
    }

    /// The same source, of which a sheet is asked for.
    pub fn with_part(mut self, part: String) -> Source {
        self.part = Some(part);
        self
    }

    /// The file on disk, if there is one.
    pub fn path(&self) -> Option<&Path> {
        match &self.content {
            Content::File(path) => Some(path),
            Content::Memory(_) | Content::Packed(_) => None,
        }
    }

    /// `FILE`, or `FILE#PART` for the part that was read.
    pub fn address(&self, part: Option<&str>) -> String {
        match part {
            Some(part) => format!("{}#{part}", self.shown),
            None => self.shown.clone(),
        }
    }

    /// The first `limit` bytes of the table itself, wrappers opened.
    pub fn head(&self, limit: usize) -> Result<Vec<u8>, Problem> {
        let mut head = Vec::new();
        self.through(false, |reader| {
            reader.take(limit as u64).read_to_end(&mut head)?;
            Ok(())
        })?;
        Ok(head)
    }

    /// The table's bytes as a whole (workbooks in wrappers).
    ///
    /// # Errors
    /// Besides those of reading: a wrapper that unpacks to more than a workbook
    /// of any shop has, so that a few bytes cannot fill the memory.
    pub fn bytes(&self) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        self.through(false, |reader| {
            reader.take(MOST_UNPACKED + 1).read_to_end(&mut bytes)?;
            Ok(())
        })?;
        if bytes.len() as u64 > MOST_UNPACKED {
            let shown = &self.shown;
            return Err(say!(
                zh: "{shown}:解压后超过 1 GiB,不像正常的工作簿,拒绝读取;请解压后再给出文件",
                en: "{shown}: unpacks to more than 1 GiB, which no ordinary workbook does; refused. Unpack it and name the file"
            )
            .into());
        }
        Ok(bytes)
    }

    /// Opens the wrapper that the first bytes show: gzip, or a zip that is no
    /// workbook. A zip of several tables needs the member's name.
    pub fn unwrapped(mut self) -> Result<Source, Problem> {
        let head = self.head(4)?;
        if head.starts_with(&[0x1f, 0x8b]) {
            self.wrap = Wrap::Gzip;
            return Ok(self);
        }
        if !head.starts_with(b"PK\x03\x04") && !head.starts_with(b"PK\x05\x06") {
            return Ok(self);
        }
        let shown = self.shown.clone();
        let mut archive = self.zip()?;
        let names: Vec<String> = (0..archive.len())
            .map(|i| {
                archive
                    .by_index_raw(i)
                    .map(|f| member_name(&f.name().unwrap_or_default(), f.name_raw()))
                    .unwrap_or_default()
            })
            .collect();
        let workbook =
            |n: &String| n == "[Content_Types].xml" || n == "mimetype" || n.starts_with("xl/");
        if names.iter().any(workbook) {
            return Ok(self);
        }
        let members: Vec<usize> = (0..names.len())
            .filter(|i| {
                let name = &names[*i];
                !name.ends_with('/')
                    && !name.starts_with("__MACOSX/")
                    && is_table_name(Path::new(name))
            })
            .collect();
        let mut listed = members
            .iter()
            .take(20)
            .map(|i| shorten(&names[*i]))
            .collect::<Vec<_>>()
            .join(", ");
        if members.len() > 20 {
            listed.push_str(", …");
        }
        let chosen = match (&self.part, members.as_slice()) {
            (Some(part), _) => *members.iter().find(|i| names[**i] == *part).ok_or_else(|| {
                say!(zh: "{shown}:压缩包里没有「{part}」;里面有:{listed}", en: "{shown}: no member \"{part}\" in the zip; it holds: {listed}")
            })?,
            (None, [only]) => *only,
            (None, []) => {
                return Err(say!(
                    zh: "{shown}:压缩包里没有表格(找 .csv .tsv .txt .xlsx .xlsm .xls .ods);请解压看看里面是什么",
                    en: "{shown}: no table in the zip (looked for .csv .tsv .txt .xlsx .xlsm .xls .ods); unpack it and see what it holds"
                )
                .into());
            }
            (None, _) => {
                return Err(say!(
                    zh: "{shown}:压缩包里有几个表,请写明是哪一个,如 {shown}#{};里面有:{listed}",
                    en: "{shown}: the zip holds several tables, name one, as {shown}#{}; it holds: {listed}",
                    shorten(&names[members[0]])
                )
                .into());
            }
        };
        self.part = Some(names[chosen].clone());
        self.wrap = Wrap::Zip(chosen);
        Ok(self)
    }

    /// Whether the part names an archive's member (and so not a sheet).
    pub fn is_member(&self) -> bool {
        matches!(self.wrap, Wrap::Zip(_))
    }

    /// Whether the table's bytes are the file's bytes.
    pub fn is_plain(&self) -> bool {
        self.wrap == Wrap::None
    }

    fn zip(&self) -> Result<zip::ZipArchive<Box<dyn ReadSeek + Send>>, Problem> {
        let inner: Box<dyn ReadSeek + Send> = match &self.content {
            Content::File(path) => {
                Box::new(File::open(path).map_err(|e| Problem::io(&self.shown, &e))?)
            }
            Content::Memory(bytes) => Box::new(io::Cursor::new(Arc::clone(bytes))),
            Content::Packed(_) => Box::new(io::Cursor::new(self.bytes()?)),
        };
        zip::ZipArchive::new(inner).map_err(|e| {
            let shown = &self.shown;
            say!(zh: "{shown}:压缩包打不开,可能没有下载完({e})", en: "{shown}: the zip cannot be opened, maybe an incomplete download ({e})").into()
        })
    }

    /// Hands a reader of the table's bytes to `work`, and gives the SHA-256 of
    /// the file's own bytes (asked for with `hash`; else an empty string).
    pub fn through(
        &self,
        hash: bool,
        work: impl FnOnce(&mut dyn Read) -> io::Result<()>,
    ) -> Result<String, Problem> {
        let failed = |e: io::Error| {
            let shown = &self.shown;
            if e.kind() == io::ErrorKind::InvalidData
                || e.kind() == io::ErrorKind::UnexpectedEof
                || e.kind() == io::ErrorKind::InvalidInput
            {
                Problem::new(
                    say!(zh: "{shown}:压缩内容损坏({e});请重新下载", en: "{shown}: the compressed data is damaged ({e}); download it again"),
                )
            } else {
                Problem::io(shown, &e)
            }
        };
        if let Wrap::Zip(index) = self.wrap {
            let digest = if hash { self.digest()? } else { String::new() };
            let mut archive = self.zip()?;
            let mut member = archive.by_index(index).map_err(|e| match e {
                zip::result::ZipError::UnsupportedArchive(
                    zip::result::ZipError::PASSWORD_REQUIRED,
                ) => {
                    let shown = &self.shown;
                    say!(zh: "{shown}:压缩包设了密码;请解压后再给出文件", en: "{shown}: the zip is password protected; unpack it and name the file").into()
                }
                other => failed(io::Error::new(io::ErrorKind::InvalidData, other)),
            })?;
            work(&mut member).map_err(failed)?;
            return Ok(digest);
        }
        let mut reader = Hashing::new(self.raw()?, hash, self.counter.clone().filter(|_| hash));
        match self.wrap {
            Wrap::Gzip => {
                let mut inner = MultiGzDecoder::new(&mut reader);
                work(&mut inner).map_err(failed)?;
            }
            _ => work(&mut reader).map_err(failed)?,
        }
        reader.finish().map_err(failed)
    }

    /// SHA-256 of the file's own bytes, lower-case hex.
    pub fn digest(&self) -> Result<String, Problem> {
        Hashing::new(self.raw()?, true, self.counter.clone())
            .finish()
            .map_err(|e| Problem::io(&self.shown, &e))
    }

    fn raw(&self) -> Result<Box<dyn Read + Send>, Problem> {
        Ok(match &self.content {
            Content::File(path) => {
                Box::new(File::open(path).map_err(|e| Problem::io(&self.shown, &e))?)
            }
            Content::Memory(bytes) => Box::new(io::Cursor::new(Arc::clone(bytes))),
            Content::Packed(packed) => packed.open().map_err(|e| Problem::io(&self.shown, &e))?,
        })
    }
}

/// Both, as `zip` asks for.
trait ReadSeek: Read + io::Seek {}
impl<T: Read + io::Seek> ReadSeek for T {}

/// Hashes what is read through it.
struct Hashing {
    inner: Box<dyn Read + Send>,
    state: Option<Sha256>,
    counter: Option<Arc<AtomicU64>>,
}

impl Hashing {
    fn new(inner: Box<dyn Read + Send>, hash: bool, counter: Option<Arc<AtomicU64>>) -> Self {
        Hashing {
            inner,
            state: hash.then(Sha256::new),
            counter,
        }
    }

    /// Reads what is left, so that the hash covers the whole file.
    fn finish(mut self) -> io::Result<String> {
        if self.state.is_none() {
            return Ok(String::new());
        }
        let mut buffer = vec![0; 1 << 16];
        while self.read(&mut buffer)? > 0 {}
        Ok(self.state.map(|s| hex(&s.finalize())).unwrap_or_default())
    }
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        if let Some(state) = &mut self.state {
            state.update(&buffer[..n]);
        }
        if let Some(counter) = &self.counter {
            counter.fetch_add(n as u64, Ordering::Relaxed);
        }
        Ok(n)
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
            // Writing to a String does not fail.
            let _ = write!(out, "{b:02x}");
            out
        })
}

/// A zip member's name; Chinese tools write GBK without saying so.
fn member_name(decoded: &str, raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(raw)
            .map_or_else(|| decoded.to_owned(), std::borrow::Cow::into_owned),
    }
}

fn is_table_name(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|n| n.to_str())
        .unwrap_or_default();
    // Office leaves lock files such as ~$orders.xlsx beside an open workbook.
    if name.starts_with('.') || name.starts_with("~$") {
        return false;
    }
    path.extension()
        .and_then(|e| e.to_str())
        .is_some_and(|e| ENDINGS.contains(&e.to_ascii_lowercase().as_str()))
}

/// `FILE#SHEET` → both; a file whose own name holds `#` wins.
fn split_part(argument: &str) -> (PathBuf, Option<String>) {
    let whole = PathBuf::from(argument);
    if whole.exists() {
        return (whole, None);
    }
    // The file's own name may hold `#`, and so may the sheet's.
    argument
        .match_indices('#')
        .map(|(at, _)| (&argument[..at], &argument[at + 1..]))
        .find(|(path, _)| !path.is_empty() && Path::new(path).exists())
        .map_or((whole, None), |(path, part)| {
            (PathBuf::from(path), Some(part.to_owned()))
        })
}

/// «No such file», with the nearest name in the same folder.
fn not_there(path: &Path) -> Problem {
    let shown = path.display();
    let words = match nearest_path(path) {
        Some(near) => {
            let near = near.display();
            say!(zh: "{shown}:没有这个文件;是不是 {near}?", en: "{shown}: no such file; did you mean {near}?")
        }
        None => {
            say!(zh: "{shown}:没有这个文件;请检查路径", en: "{shown}: no such file; check the path")
        }
    };
    Problem::no_input(words)
}
